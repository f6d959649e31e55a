"""Column types that map to types of the program."""

from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy.engine import Dialect
from sqlalchemy.types import Text, TypeDecorator

E = TypeVar("E", bound=StrEnum)


class EnumText(TypeDecorator[E], Generic[E]):
    """A text column that stores an enum's values and loads them as its members.

    Not a database enum, so that a new member needs no migration. Other values raise ValueError.
    """

    impl = Text
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.members(value)
