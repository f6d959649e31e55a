"""What the matrix of rights needs of people at sessions: registered, invited, and come."""

from datetime import timedelta

from sqlalchemy import select

from forum import clock
from forum.contact.actions import change_session
from forum.contact.actions.sessions import standing_plan
from forum.contact.attending import actions
from forum.contact.attending.actions.checking_in import WalkIn
from forum.contact.attending.actions.inviting import InvitedBody, InvitedPerson
from forum.contact.attending.actions.registering import NewAttendance
from forum.contact.attending.policy import AttendingWay, Service
from forum.contact.models import ContactSession, SessionChange
from forum.database import load
from forum.days import vndate
from tests.builders import Builders
from tests.world import World

SIDE = ("leader", "assistant", "secretariat")
NEW = NewAttendance(way=AttendingWay.hall, needs=[Service.sign_language])


async def attending(build: Builders, world: World) -> None:
    """In the session that takes questions: a link, one registered, a person and a body invited. One on the
    list of the one that is today. In the one that is live: one who came unannounced."""
    asking, due, live = (int(world.names[f"{name}_session"]) for name in ("asking", "due", "live"))
    secretariat, author = world.people["secretariat"], world.people["author"]
    async with build.acting(secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, asking))
        link = f"https://hop.mau.example/{world.hide('session link', *SIDE, 'author')}"
        await change_session(db, actor, asking, stands.model_copy(update={"join_url": link, "capacity": 40}))
        last = (
            select(SessionChange.id)
            .where(SessionChange.session_id == asking)
            .order_by(SessionChange.id.desc())
        )
        world.names["session_change"] = str(await db.scalar(last.limit(1)))
    async with build.acting(author) as (db, actor):
        world.names["registration"] = str((await actions.register_attendance(db, actor, asking, NEW)).id)
    async with build.acting(secretariat) as (db, actor):
        person = await actions.invite_person(db, actor, asking, InvitedPerson(name="Hội viên Mẫu"))
        body = await actions.invite_body(db, actor, asking, InvitedBody(body_id=int(world.names["body"])))
        world.names |= {"invitation": str(person.id), "body_invitation": str(body.id)}
    await _at_the_next(build, world)
    async with build.acting(author, clock.now() - timedelta(days=8)) as (db, actor):
        listed = await actions.register_attendance(db, actor, due, NEW)
        world.names |= {"listed": str(listed.id), "listed_code": listed.code}
    async with build.acting(secretariat) as (db, actor):
        name = f"Khách Mẫu {world.hide('walk-in came', *SIDE)}"
        world.names["came"] = str((await actions.add_walk_in(db, actor, live, WalkIn(name=name))).id)


async def _at_the_next(build: Builders, world: World) -> None:
    """In a session of its own: one in the hall, one from home, and one whose invitation may be taken back."""
    session_id = int(world.names["placing_session"])
    at_home = AttendingWay.home
    async with build.acting(world.people["author"], clock.now() - timedelta(days=1)) as (db, actor):
        in_hall = await actions.register_attendance(db, actor, session_id, NEW)
        world.names["in_hall"] = str(in_hall.id)
    async with build.acting(world.people["officer"], clock.now() - timedelta(days=1)) as (db, actor):
        new = NewAttendance(way=at_home)
        world.names["at_home"] = str((await actions.register_attendance(db, actor, session_id, new)).id)
    async with build.acting(world.people["secretariat"], clock.now() - timedelta(days=1)) as (db, actor):
        guest = await actions.invite_person(db, actor, session_id, InvitedPerson(name="Hội viên Mẫu"))
        world.names["guest"] = str(guest.id)
    world.names["called_on"] = vndate(clock.now())
