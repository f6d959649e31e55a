"""The administrator says who runs the site."""

from typing import Self

from forum.accounts import events, policy
from forum.accounts.addresses import OptionalEmailAddress
from forum.accounts.models import SiteOperator
from forum.accounts.operator import THE_ONE
from forum.actor import Actor, require
from forum.database import Db, load
from forum.fields import OptionalLongText, OptionalName, ShortText
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned


class OperatorDetails(Versioned):
    name: OptionalName = ""
    address: ShortText = ""
    telephone: ShortText = ""
    email: OptionalEmailAddress = ""
    legal_basis: ShortText = ""
    data_protection: OptionalLongText = ""

    @classmethod
    def of(cls, row: SiteOperator) -> Self:
        return cls.current(
            name=row.name,
            address=row.address,
            telephone=row.telephone,
            email=row.email,
            legal_basis=row.legal_basis,
            data_protection=row.data_protection,
        )


async def describe_operator(db: Db, actor: Actor, details: OperatorDetails) -> SiteOperator:
    require(policy.may_administer(actor))
    row = await load(db, SiteOperator, THE_ONE, lock=True)
    details.require_seen(OperatorDetails.of(row))
    row.name, row.address = details.name, details.address
    row.telephone, row.email = details.telephone, details.email
    row.legal_basis, row.data_protection = details.legal_basis, details.data_protection
    await record(db, actor, events.OperatorDescribed(Thing("operator", row.id), row.name, row.address))
    return row
