"""A copy of all of one's data (Luật 91/2025/QH15): every row that names the person's account or persona, as JSON, as a
page to read, and what each field of the JSON is, in one ZIP. The worker makes it; its owner alone fetches it; it is
deleted after some days."""

import asyncio
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Table, select, true

from forum import jobs
from forum.accounts.models import Account
from forum.actor import Actor
from forum.contributions.models import Contribution
from forum.database import Db, Model, ReadDb, load
from forum.errors import NotFound
from forum.files.models import File
from forum.files.names import with_ending
from forum.files.policy import FileRole, FileState
from forum.files.queries import place_of
from forum.files.store import Place, StorageAway
from forum.jobs import JobContext, job
from forum.papers.models import OwnCopy
from forum.papers.own_words import LABELS, is_only_in_json, meaning_of, shown, value_in_words
from forum.words import Words, _
from moderation.models import Case, Decision
from moderation.models import metadata as MODERATION

LASTS = timedelta(days=7)
MOST_OF_FILES = 60 * 2**20  # bytes in one copy
# By table: the column that names the person, and what the rows are. tests/reports/test_own_data.py finds what is
# missing.
OWN: Mapping[str, tuple[str, Words]] = {
    "accounts": ("persona_id", _("Tài khoản")),
    "personas": ("id", _("Tên hiển thị")),
    "consents": ("account_id", _("Sự đồng ý")),
    "bindings": ("account_id", _("Vai trò")),
    "address_changes": ("account_id", _("Đổi địa chỉ thư điện tử")),
    "logins": ("account_id", _("Lần đăng nhập còn hiệu lực")),
    "totp_secrets": ("account_id", _("Ứng dụng tạo mã")),
    "passkeys": ("account_id", _("Khóa truy cập")),
    "known_browsers": ("account_id", _("Trình duyệt đã đăng nhập")),
    "factor_resets": ("persona_id", _("Đề nghị gỡ bước thứ hai")),
    "contributions": ("persona_id", _("Nội dung đã gửi")),
    "revisions": ("persona_id", _("Các bản của nội dung")),
    "erasure_requests": ("persona_id", _("Yêu cầu xóa dữ liệu")),
    "files": ("persona_id", _("Tệp đã gửi")),
    "drafts": ("persona_id", _("Bản nháp")),
    "opinion_submissions": ("persona_id", _("Phiếu góp ý đã gửi")),
    "endorsements": ("persona_id", _("Ủng hộ")),
    "follows": ("persona_id", _("Theo dõi")),
    "concerns": ("persona_id", _("Phản ánh")),
    "notices": ("persona_id", _("Thông báo")),
    "attendances": ("persona_id", _("Tham dự kỳ tiếp xúc")),
    "saved_searches": ("persona_id", _("Tra cứu đã lưu")),
    "papers": ("persona_id", _("Văn bản đã làm")),
    "progress_reports": ("persona_id", _("Báo cáo tiến độ")),
    "speakers": ("persona_id", _("Phát biểu tại kỳ tiếp xúc")),
    "commitment_steps": ("persona_id", _("Việc đã làm với cam kết")),
    "clarification_requests": ("persona_id", _("Đề nghị làm rõ")),
    "proposal_handovers": ("persona_id", _("Chuyển hiến kế")),
    "body_handovers": ("named_by", _("Giao cơ quan tiếp nhận")),
    "entered_people": ("persona_id", _("Địa chỉ, điện thoại khi nhờ nhập hộ")),
    "entered_claims": ("claimed_by", _("Yêu cầu nhận nội dung đã nhập hộ")),
}
# What the person entered for somebody else is not theirs.
IS_OWN: Mapping[str, ColumnElement[bool]] = {
    "files": File.role.not_in([role for role in FileRole if role.is_private])
}
# By table: a room's rows of the person's texts, which have the text's id.
OF_TEXTS: Mapping[str, Words] = {
    "threads": _("Chủ đề"),
    "posts": _("Trả lời trong chủ đề"),
    "questions": _("Câu hỏi"),
    "opinions": _("Góp ý dự thảo"),
    "minutes_suggestions": _("Đề nghị sửa dự thảo biên bản"),
    "entered_texts": _("Thư, cuộc gọi được nhập hộ"),
}
# What was asked and decided about the person's texts, without who asked or decided.
ABOUT_TEXTS: Mapping[str, Words] = {
    "author_questions": _("Người duyệt hỏi về nội dung của tôi"),
    "decisions": _("Quyết định về nội dung của tôi"),
    "appeals": _("Đề nghị xem xét lại"),
}
# Every table of the copy, in its order.
TABLES: Mapping[str, Words] = (
    {name: label for name, (_column, label) in OWN.items()} | dict(OF_TEXTS) | dict(ABOUT_TEXTS)
)
DECISIONS, APPEALS = MODERATION.tables["moderation.decisions"], MODERATION.tables["moderation.appeals"]
# What opens an account, what only repeats a text, and what a notice quotes of others: that may be hidden or masked
# by now, and the page of notices shows the rest. Who of the office asked or decided.
LEFT_OUT = frozenset(
    {
        "password_hash",
        "code_hash",
        "code_issued_by",
        "mail_key",
        "token_hash",
        "confirm_hash",
        "stop_hash",
        "html",
        "digest",
        "key",
    }
    | {"subject", "letter", "path"}
    | {"asked_by", "decided_by", "seconded_by", "heard_by", "officer_id", "seat", "added_by"}
    | {"invited_by", "checked_in_by", "named_by", "replied_by"}
    | {"sealed", "last_step", "credential_id", "public_key", "sign_count", "browser_hash", "challenge"}
)


async def ask_for_copy(db: Db, actor: Actor) -> None:
    """A second call within a day, while one is there, changes nothing."""
    assert actor.persona_id is not None  # a member has a persona
    await db.scalars(select(Account.id).where(Account.persona_id == actor.persona_id).with_for_update())
    recent = OwnCopy.asked_at > actor.at - timedelta(days=1)
    known = select(OwnCopy.id).where(OwnCopy.persona_id == actor.persona_id, recent).limit(1)
    if await db.scalar(known) is None:
        copy = OwnCopy(persona_id=actor.persona_id, asked_at=actor.at)
        db.add(copy)
        await db.flush()
        await jobs.defer(db, "make_own_copy", copy_id=copy.id)


@dataclass(frozen=True, slots=True)
class CopyLine:
    id: int
    asked_at: datetime
    is_made: bool
    until: datetime


async def copies_of(db: ReadDb, actor: Actor) -> tuple[CopyLine, ...]:
    rows = await db.execute(
        select(OwnCopy.id, OwnCopy.asked_at, OwnCopy.made_at)
        .where(OwnCopy.persona_id == actor.persona_id, OwnCopy.asked_at > actor.at - LASTS)
        .order_by(OwnCopy.id.desc())
    )
    return tuple(CopyLine(r.id, r.asked_at, r.made_at is not None, r.asked_at + LASTS) for r in rows)


async def own_copy(db: ReadDb, actor: Actor, copy_id: int) -> bytes:
    """Raises NotFound for anybody else's, and for one that is not made or too old."""
    copy = await load(db, OwnCopy, copy_id)
    is_own = actor.persona_id is not None and copy.persona_id == actor.persona_id
    if not is_own or copy.content is None or copy.asked_at <= actor.at - LASTS:
        raise NotFound
    return copy.content


@job("make_own_copy", attempts=3, outages=(StorageAway,))
async def make_own_copy(context: JobContext, copy_id: int) -> None:
    """A second run finds it made."""
    copy = await context.db.get(OwnCopy, copy_id, with_for_update=True)
    if copy is None or copy.content is not None:
        return
    account_id = await context.db.scalar(select(Account.id).where(Account.persona_id == copy.persona_id))
    rows = await _rows_of(context.db, copy.persona_id, account_id)
    clean = (
        select(File)
        .where(File.persona_id == copy.persona_id, File.state == FileState.clean, IS_OWN["files"])
        .order_by(File.id)
    )
    files = {
        f"tep/{file.id}-{with_ending(file.name, file.kind)}": place_of(context.settings, file)
        for file in await context.db.scalars(clean)
    }
    copy.content = await asyncio.to_thread(_zipped, rows, files)
    copy.made_at = context.at


Rows = dict[str, list[dict[str, object]]]


async def _rows_of(db: ReadDb, persona_id: int, account_id: int | None) -> Rows:
    found: Rows = {}
    for name, (column, _label) in OWN.items():
        table = Model.metadata.tables[name]
        owner = account_id if column == "account_id" else persona_id
        found[name] = await _rows(db, table, (table.c[column] == owner) & IS_OWN.get(name, true()))
    texts = select(Contribution.id).where(Contribution.persona_id == persona_id)
    for name in OF_TEXTS:
        table = Model.metadata.tables[name]
        found[name] = await _rows(db, table, table.c.id.in_(texts))
    asked = Model.metadata.tables["author_questions"]
    found["author_questions"] = await _rows(db, asked, asked.c.contribution_id.in_(texts))
    judged = select(Case.id).where(Case.author_id == persona_id)
    found["decisions"] = await _rows(db, DECISIONS, DECISIONS.c.case_id.in_(judged))
    decided = select(Decision.id).where(Decision.case_id.in_(judged))
    found["appeals"] = await _rows(db, APPEALS, APPEALS.c.decision_id.in_(decided))
    return found


async def _rows(db: ReadDb, table: Table, whose: ColumnElement[bool]) -> list[dict[str, object]]:
    rows = await db.execute(
        select(*(table.c[name] for name in _shown(table))).where(whose).order_by(*table.primary_key)
    )
    return [
        {name: value_in_words(f"{table.name}.{name}", value) for name, value in row.items()}
        for row in rows.mappings()
    ]


def _shown(table: Table) -> list[str]:
    return [one.name for one in table.c if one.name not in LEFT_OUT]


def _table(name: str) -> Table:
    of_moderation = MODERATION.tables.get(f"moderation.{name}")
    return Model.metadata.tables[name] if of_moderation is None else of_moderation


def _legend() -> str:
    """What stands in the JSON file, by table and field."""
    lines = [str(_("du-lieu.json: các bảng và các trường. Cùng nội dung, dễ đọc hơn: du-lieu.html."))]
    for name, label in TABLES.items():
        fields = _shown(_table(name))
        lines += ["", f"{name}: {label}", *(f"  {one}: {meaning_of(f'{name}.{one}')}" for one in fields)]
    return "\n".join(lines)


def _zipped(rows: Rows, files: Mapping[str, Place]) -> bytes:
    """With the person's files, as many as there is room for; du-lieu.json names all."""
    written, room = io.BytesIO(), MOST_OF_FILES
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("du-lieu.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str))
        file.writestr("du-lieu.html", _page(rows))
        file.writestr("chu-giai.txt", _legend())
        for name, place in files.items():
            size = place.where.size_of(place.name)
            if size is None or size > room:
                continue
            room -= size
            with file.open(name, "w") as entry:
                entry.writelines(place.where.pieces(place.name))
    return written.getvalue()


def _page(rows: Rows) -> str:
    title = _("Dữ liệu của tôi tại Hiến Kế")
    parts = [
        Markup("<!doctype html><html lang=vi><meta charset=utf-8><title>{0}</title><h1>{0}</h1>").format(
            title
        )
    ]
    for name, label in TABLES.items():
        parts.append(Markup("<h2>{} ({})</h2>").format(str(label), len(rows[name])))
        parts += [_entry(name, row) for row in rows[name]]
    return "".join((*parts, "</html>"))


def _entry(table: str, row: dict[str, object]) -> Markup:
    lines = [
        Markup("<dt>{}</dt><dd style='white-space:pre-wrap'>{}</dd>").format(
            str(LABELS[name]), escape(shown(value))
        )
        for name, value in row.items()
        if value not in (None, "", []) and not is_only_in_json(f"{table}.{name}")
    ]
    return Markup("<dl>{}</dl><hr>").format(Markup("").join(lines))
