"""Tables. Enums of moderation.values are text columns with check constraints."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from moderation.values import AppealState, CaseReason, CaseState, Json, Seat, Standing, Verdict

metadata = MetaData(
    schema="moderation",
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    },
)


class Row(DeclarativeBase):
    metadata = metadata
    type_annotation_map = {int: BigInteger, str: Text, datetime: DateTime(timezone=True), date: Date}


def _one_of(column: str, members: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({','.join(repr(m.value) for m in members)})", name=column)


class Case(Row):
    """A text to be judged, or judged. An appeal is a case of its own, on the same text."""

    __tablename__ = "cases"
    __table_args__ = (
        _one_of("state", CaseState),
        _one_of("reason", CaseReason),
        CheckConstraint("(state = 'claimed') = (claimed_by is not null)", name="claimed_by_someone"),
        # The desk's queue, oldest deadline first.
        Index("ix_cases_waiting", "deadline_at", "id", postgresql_where=text("state <> 'decided'")),
        # A second flag joins the case already open.
        Index(
            "ux_cases_one_waiting",
            "subject_kind",
            "subject_id",
            unique=True,
            postgresql_where=text("state <> 'decided' and reason <> 'appeal'"),
        ),
        # All cases of one thing.
        Index("ix_cases_subject", "subject_kind", "subject_id"),
        # Public statistics of a period.
        Index("ix_cases_opened", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_version: Mapped[int]
    forum_id: Mapped[int | None]
    author_id: Mapped[int]
    written_at: Mapped[datetime]
    reason: Mapped[str]
    asked_count: Mapped[int] = mapped_column(server_default=text("1"))
    state: Mapped[str]
    claimed_by: Mapped[int | None]
    leased_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    renewal_count: Mapped[int] = mapped_column(server_default=text("0"))  # of the claim that runs or ran last
    rests_until: Mapped[datetime | None]  # the author was asked; nobody is handed the case before then


class Decision(Row):
    __tablename__ = "decisions"
    __table_args__ = (
        _one_of("standing", Standing),
        _one_of("verdict", Verdict),
        _one_of("seat", Seat),
        CheckConstraint(
            "verdict = 'approve' or (rule_code <> '' and quote <> '' and explanation <> '')", name="reasoned"
        ),
        CheckConstraint("seconded_by is null or seconded_by <> decided_by", name="two_people"),
        Index("ix_decisions_case", "case_id"),
        # Interim hides that expire unless confirmed.
        Index(
            "ix_decisions_interim",
            "interim_until",
            postgresql_where=text("standing = 'proposed' and interim_until is not null"),
        ),
        # Public statistics of a period.
        Index("ix_decisions_decided", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation.cases.id"))
    verdict: Mapped[str]
    standing: Mapped[str]
    judged_version: Mapped[int]
    rules_version: Mapped[int]
    rule_code: Mapped[str]
    quote: Mapped[str]
    explanation: Mapped[str]
    suspended_until_on: Mapped[date | None]
    appeal_until_on: Mapped[date | None]  # None for what burdens nobody, or is only proposed
    destination: Mapped[str]
    place: Mapped[int] = mapped_column(server_default=text("0"))  # the masked occurrence, 0 for every one
    seat: Mapped[str]
    decided_by: Mapped[int]
    decided_at: Mapped[datetime]
    interim_until: Mapped[datetime | None]
    seconded_by: Mapped[int | None]
    seconded_at: Mapped[datetime | None]
    second_explanation: Mapped[str] = mapped_column(server_default=text("''"))
    ended_at: Mapped[datetime | None]


class Appeal(Row):
    __tablename__ = "appeals"
    __table_args__ = (
        _one_of("state", AppealState),
        # Once per decision, whatever the page does; also finds a decision's appeal.
        Index("ux_appeals_decision", "decision_id", unique=True),
        # Finds the appeal of a case at the desk.
        Index("ux_appeals_case", "case_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("moderation.decisions.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation.cases.id"))
    state: Mapped[str]
    grounds: Mapped[str]
    filed_at: Mapped[datetime]
    deadline_on: Mapped[date]
    seat: Mapped[str | None]
    heard_by: Mapped[int | None]
    heard_at: Mapped[datetime | None]
    explanation: Mapped[str] = mapped_column(server_default=text("''"))


class Link(Row):
    """A row of the audit chain. `payload` and `salt` may be erased; digest and link stay."""

    __tablename__ = "links"
    __table_args__ = (
        CheckConstraint("(payload is null) = (salt is null)", name="erased_whole"),
        Index("ix_links_kind", "kind", "n"),  # the newest act of a kind
    )

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    payload: Mapped[dict[str, Json] | None] = mapped_column(JSONB(none_as_null=True))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[bytes] = mapped_column(LargeBinary)


class PendingAct(Row):
    """An act that is yet to be linked: a row of its own without a lock, so that many write at once."""

    __tablename__ = "pending"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    payload: Mapped[dict[str, Json]] = mapped_column(JSONB)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class ChainHead(Row):
    """A single row, locked by every append, which serialises the writers."""

    __tablename__ = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    link: Mapped[bytes] = mapped_column(LargeBinary)
