"""How SQLAlchemy speaks to PostgreSQL here: its own dialect for psycopg, with less to do for each statement."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Self, TypeAlias, overload

from psycopg import AsyncRawCursor
from psycopg.abc import Params
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import BindParameter
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialectAsync_psycopg
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPICursor, Dialect, ExecutionContext
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import NullType
from sqlalchemy.util import LRUCache, memoized_property

DRIVER = "postgresql+forum"
# Each compiled once a process: there are some hundreds of them.
STATEMENTS: LRUCache[object, object] = LRUCache(2000)

PLANNED_ANEW = {"planned_anew": True}

Passed: TypeAlias = Any  # what SQLAlchemy hands on from one part of a statement to the next
Processor: TypeAlias = Callable[..., object]
Described: TypeAlias = tuple[str, int, None, None, None, None, None]


class Statements(PGCompiler_psycopg):
    """Sends the list of `column.in_(values)` as one array, `column = ANY ($1)`. With a placeholder for each value,
    SQLAlchemy would write the statement anew each time, and PostgreSQL would plan it anew for each number of values."""

    def visit_in_op_binary(
        self, binary: BinaryExpression[object], operator: OperatorType, **kw: Passed
    ) -> str:
        if isinstance(binary.right, BindParameter) and self._is_array(binary.right, kw):
            return f"{self.process(binary.left, **kw)} = ANY ({self._array(binary.right, kw)})"
        return self._generate_generic_binary(binary, " IN ", **kw)

    def visit_not_in_op_binary(
        self, binary: BinaryExpression[object], operator: OperatorType, **kw: Passed
    ) -> str:
        if isinstance(binary.right, BindParameter) and self._is_array(binary.right, kw):
            return f"({self.process(binary.left, **kw)} <> ALL ({self._array(binary.right, kw)}))"
        return f"({self._generate_generic_binary(binary, ' NOT IN ', **kw)})"

    def _is_array(self, values: BindParameter[object], kw: Mapping[str, object]) -> bool:
        """A list of plain values of one known type."""
        if not values.expanding or values.literal_execute or kw.get("literal_binds"):
            return False
        if values.type._is_tuple_type or isinstance(values.type, (NullType, ARRAY)):
            return False
        return not values.type.dialect_impl(self.dialect)._has_bind_expression

    def _array(self, values: BindParameter[object], kw: Mapping[str, Passed]) -> str:
        self.process(values, **kw)  # which registers it as a list to be written out
        self.post_compile_params -= {values}
        return self.bindparam_string(self.bind_names[values], bindparam_type=ARRAY(values.type), **kw)

    @memoized_property
    def _bind_processors(self) -> dict[str, Processor | Sequence[Processor]]:
        of_one = super()._bind_processors
        lists = {  # of a list that stands in several places, one name
            name
            for parameter, name in self.bind_names.items()
            if parameter.expanding and parameter not in self.post_compile_params
        }
        return {**of_one, **{name: _each(of_one.get(name)) for name in lists}}


def _each(of_one: Processor | Sequence[Processor] | None) -> Processor:
    """Psycopg finds the type of an array from its elements, which are to be of one type."""

    def of_all(values: Iterable[object]) -> list[object]:
        processed = map(of_one, values) if callable(of_one) else values
        return [value.value if isinstance(value, Enum) else value for value in processed]

    return of_all


class Psycopg(PGDialectAsync_psycopg):
    """Equal to every other of its kind: what one engine of the process has compiled, the others find in
    `STATEMENTS`."""

    supports_statement_cache = True
    statement_compiler = Statements

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[Dialect]:
        return cls

    def do_execute(
        self,
        cursor: DBAPICursor,
        statement: str,
        parameters: Sequence[object] | Mapping[str, object] | None,
        context: ExecutionContext | None = None,
    ) -> None:
        """PostgreSQL plans a statement that it has seen some times once for all values. One whose best plan depends on
        them, as that of a search for common or rare words, has `execution_options(**PLANNED_ANEW)`."""
        if context is not None and PLANNED_ANEW.items() <= context.execution_options.items():
            cursor._cursor.plans_anew = True  # SQLAlchemy's lies around ours
        cursor.execute(statement, parameters)

    def __eq__(self, other: object) -> bool:
        return type(other) is Psycopg

    def __hash__(self) -> int:
        return hash(Psycopg)


registry.register("postgresql.forum", __name__, Psycopg.__name__)


class Description(Sequence[Described]):
    """The columns of a result, each with name and type, made when they are asked for: SQLAlchemy looks at those of a
    statement once."""

    def __init__(self, result: PGresult, encoding: str) -> None:
        self._result, self._encoding = result, encoding

    def __len__(self) -> int:
        return self._result.nfields

    @overload
    def __getitem__(self, index: int) -> Described: ...
    @overload
    def __getitem__(self, index: slice) -> list[Described]: ...
    def __getitem__(self, index: int | slice) -> Described | list[Described]:
        if isinstance(index, slice):
            return [self[at] for at in range(len(self))[index]]
        at = range(len(self))[index]  # from the end, where it is negative
        name = (self._result.fname(at) or b"").decode(self._encoding)
        return name, self._result.ftype(at), None, None, None, None, None


class Cursor(AsyncRawCursor[tuple[object, ...]]):
    """Psycopg's, which describes a column only to whom asks for it."""

    plans_anew = False

    async def execute(
        self,
        query: Any,  # psycopg's own overloads tell it from a template
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        never = False if self.plans_anew else prepare
        return await super().execute(query, params, prepare=never, binary=binary)

    @property
    def description(self) -> Any:  # its list of Columns
        result = self.pgresult
        if result is None or result.status != ExecStatus.TUPLES_OK:
            return super().description
        return Description(result, self._encoding)
