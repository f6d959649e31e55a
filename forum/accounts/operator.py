"""Who runs the site, as every foot says it."""

from dataclasses import dataclass

from forum.accounts.models import SiteOperator
from forum.database import ReadDb, load

THE_ONE = 1  # the row's id


@dataclass(frozen=True, slots=True)
class Operator:
    name: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""
    legal_basis: str = ""
    data_protection: str = ""


async def operator_of(db: ReadDb) -> Operator:
    row = await load(db, SiteOperator, THE_ONE)
    return Operator(row.name, row.address, row.telephone, row.email, row.legal_basis, row.data_protection)
