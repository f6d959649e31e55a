"""A session with few places in its hall."""

from forum.accounts.models import Account
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.sessions import standing_plan
from forum.contact.attending.actions import register_attendance
from forum.contact.attending.actions.registering import NewAttendance
from forum.contact.attending.policy import AttendingWay, Service
from forum.contact.models import ContactSession
from forum.database import load
from tests.builders import Builders
from tests.contact.scene import Scene, announced_session

LINK = "https://hop.mau.example/phong-kin"


async def small_hall(build: Builders, capacity: int = 1) -> Scene:
    scene = await announced_session(build, now())
    await arranged(build, scene, capacity)
    return scene


async def arranged(build: Builders, scene: Scene, capacity: int) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        changed = {
            "capacity": capacity,
            "join_url": LINK,
            "directions": "Cổng số hai, tầng ba",
            "services": [Service.interpreter],
        }
        await actions.change_session(db, actor, scene.session_id, stands.model_copy(update=changed))


async def registered(
    build: Builders, scene: Scene, person: Account, way: AttendingWay = AttendingWay.hall
) -> int:
    async with build.acting(person) as (db, actor):
        new = NewAttendance(way=way, needs=[Service.sign_language])
        return (await register_attendance(db, actor, scene.session_id, new)).id
