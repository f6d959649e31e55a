"""Columns whose type is a type of the program."""

from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy.engine import Dialect
from sqlalchemy.types import Text, TypeDecorator

E = TypeVar("E", bound=StrEnum)


class EnumText(TypeDecorator[E], Generic[E]):
    """A text column with the values of an enum, which Python gets back as its members.

    No database enum: a new member is no migration. Writing or asking for another word raises ValueError.
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
