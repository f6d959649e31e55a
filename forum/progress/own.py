"""What on the page of a task is its reader's own, by the parameters of `audience.params` and `code`."""

from sqlalchemy import bindparam, select

from forum.contributions.models import Follow
from forum.contributions.own import follows
from forum.programme.models import Task

FOLLOWS_TASK = follows("task", Follow.thing_id.in_(select(Task.id).where(Task.code == bindparam("code"))))
