"""One rule of reading in three forms: the SQL clause, the search filter, and the pure twin give the same answer."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum import audience, clock
from forum.accounts.queries import actor_of_account, visitor
from forum.actor import Actor, Role
from forum.contributions.models import Contribution, Forum
from tests.builders import Builders

WORDS = ("everyone", "members", "staff", "body:{body}", "leader:{leader}", "forum:1")


async def _texts(build: Builders, names: dict[str, int], authors: list[int]) -> None:
    """Every visibility with every audience, by two authors, in a forum and in none."""
    at = clock.now()
    states: list[tuple[str, datetime | None]] = [(state, None) for state in audience.Visibility]
    states += [("interim_hidden", at - timedelta(hours=1)), ("interim_hidden", at + timedelta(hours=1))]
    async with build.acting(None) as (db, _):
        for state, until in states:
            for word in WORDS:
                for author in authors:
                    for forum_id in (names["forum"], names["other_forum"], None):
                        db.add(
                            Contribution(
                                kind="post",
                                persona_id=author,
                                forum_id=forum_id,
                                typed_text="Văn bản mẫu",
                                typed_html="",
                                visibility=state,
                                audience=[word.format(**names)],
                                created_at=at,
                                hidden_until=until,
                            )
                        )


async def test_clause_filter_and_twin_agree_for_everybody(build: Builders) -> None:
    body, leader, forum = await build.body(), await build.leader(), await build.forum()
    async with build.acting(None) as (db, _):
        other = await db.scalar(select(Forum).where(Forum.id != forum.id).limit(1))
        assert other is not None
    people = [
        await build.person(Role.intellectual),
        await build.person(Role.moderator, forum=forum),
        await build.person(Role.moderator),
        await build.person(Role.body_officer, body=body),
        await build.person(Role.leader, leader=leader),
        await build.person(Role.staff),
        await build.person(Role.auditor),
        await build.person(Role.administrator),
    ]
    names = {"body": body.id, "leader": leader.id, "forum": forum.id, "other_forum": other.id}
    await _texts(build, names, [people[0].persona_id, people[1].persona_id])
    async with build.acting(None) as (db, _):
        rows = (await db.scalars(select(Contribution))).all()
        actors: list[Actor] = [visitor(clock.now())]
        actors += [await actor_of_account(db, person.id, clock.now()) for person in people]
        for actor in actors:
            by_clause = set(
                (
                    await db.scalars(
                        select(Contribution.id).where(audience.clause(Contribution)), audience.params(actor)
                    )
                ).all()
            )
            by_twin = {row.id for row in rows if _twin(actor, row)}
            assert by_clause == by_twin, actor.bindings
            found = {
                row.id
                for row in rows
                if row.visibility == "published" and audience.search_filter(actor) & set(row.audience)
            }
            shown = {
                row.id for row in rows if row.visibility == "published" and row.persona_id != actor.persona_id
            }
            assert found & shown == by_clause & shown, actor.bindings


def _twin(actor: Actor, row: Contribution) -> bool:
    return audience.may_read(
        actor,
        audience=row.audience,
        visibility=audience.shown_state(row.visibility, row.hidden_until, actor.at),
        persona_id=row.persona_id,
        forum_id=row.forum_id,
    )
