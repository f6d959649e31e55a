"""The words of a case, as its judge reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions.attached import files_of_text
from forum.contributions.masks import in_force, marked_html
from forum.contributions.models import Contribution, Revision
from forum.contributions.policy import NAME
from forum.database import ReadDb
from forum.desk.hints import Hint, hints
from forum.desk.namesakes import name_hints
from forum.desk.panels import Panel, words_of
from forum.files.queries import FileView
from forum.paperwork.difference import Piece, by_words
from forum.rendering import excerpt
from moderation import queries as cases
from moderation.values import Standing


@dataclass(frozen=True, slots=True)
class JudgedWords:
    """The judged version. `wording` is an opinion's proposed wording; `changes` compare an edit with the public
    version; `files` are those of the text, also what the edit brings."""

    title: str
    html: str
    wording: str
    on_behalf: str
    is_confirmed_behalf: bool
    new_name: str
    note: str
    changes: tuple[Piece, ...]
    hints: tuple[Hint, ...]
    files: tuple[FileView, ...]


async def judged_words(
    db: ReadDb, actor: Actor, page: cases.CasePage, it: Contribution, revision: Revision, panel: Panel
) -> JudgedWords:
    """What the judge reads, with the passages to look at marked."""
    title, text, masks = revision.typed_title, revision.typed_text, in_force(it.masks, actor.at)
    hinted = hints(f"{words_of(revision)}\n{it.on_behalf}\n{panel.wording}")
    resembling = await name_hints(db, it, actor.at, (text, title) if it.kind == NAME else ())
    return JudgedWords(
        title=title or excerpt(text, 80),
        html=marked_html(title, text, masks, _passages(hinted, page)),
        wording=panel.wording,
        on_behalf=it.on_behalf,
        is_confirmed_behalf=it.on_behalf_body_id is not None,
        new_name=panel.author.unjudged_name,
        note=revision.note,
        changes=_changes(it, revision),
        hints=(*resembling, *hinted),
        files=await files_of_text(db, it.id),
    )


def _passages(hinted: Sequence[Hint], page: cases.CasePage) -> set[str]:
    """What to look at: by the hints, by a proposal that awaits a second person, by the appealed decision."""
    cited = [one for one in page.history if one.standing == Standing.proposed]
    cited += [page.appealed] if page.appealed is not None else []
    return {one.passage for one in hinted} | {passage for one in cited for passage in one.passages}


def _changes(it: Contribution, revision: Revision) -> tuple[Piece, ...]:
    if it.visibility != Visibility.published or revision.text_version <= it.text_version:
        return ()
    if it.typed_title == revision.typed_title:
        return tuple(by_words(it.typed_text, revision.typed_text))
    changed = f"{revision.typed_title}\n{revision.typed_text}"
    return tuple(by_words(f"{it.typed_title}\n{it.typed_text}", changed))
