"""The version of what a form writes: of its row or its group of fields. A thing's own `version` serves caches alone.

    class KeptBody(Versioned):
        name: Title

        @classmethod
        def of(cls, body: Body) -> Self:
            return cls.standing(name=body.name)

The form is first shown with what stands (`form.fill(BodyDetails.of(body))`); the action compares under its lock
(`kept.require_seen(BodyDetails.of(body))`), after it has asked its rule.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Self

from pydantic import BaseModel

from forum.errors import Conflict
from forum.words import Words, _

CHANGED = _(
    "Nội dung vừa được cập nhật ở nơi khác. Phần Ông/Bà viết vẫn được giữ; mời so sánh trước khi lưu."
)


def version_of(*values: object, **named: object) -> str:
    """A version of values that count none of their own."""
    message = json.dumps([values, named], default=str, sort_keys=True)
    return hashlib.sha256(message.encode()).hexdigest()[:16]


class Versioned(BaseModel):
    """Input that replaces what stands. `seen_version` is the version that its person was shown."""

    seen_version: str = ""

    @classmethod
    def current(cls, version: str | int | None = None, /, **values: object) -> Self:
        """What stands, as this input would write it. `version` where that is not a digest of these very fields:
        a text counts its own."""
        construct: Callable[..., Any] = cls.model_construct  # rows of old may break today's limits of a field
        seen_version = version_of(**values) if version is None else str(version)
        stands: Self = construct(**values, seen_version=seen_version)
        return stands

    @property
    def fields(self) -> dict[str, object]:
        """What was given, by field and without the version."""
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name in self.model_fields_set and name != "seen_version"
        }

    def require_seen(self, stands: Self, message: Words = CHANGED) -> None:
        """Raises Conflict, with the fields that stand otherwise than they were typed, unless this was written over
        what stands."""
        if self.seen_version == stands.seen_version:
            return
        typed = self.model_dump()
        theirs = {name: v for name, v in stands.fields.items() if _unordered(v) != _unordered(typed[name])}
        raise Conflict(message, theirs=theirs, version=stands.seen_version)


def _unordered(value: object) -> object:
    return set(value) if isinstance(value, list) else value
