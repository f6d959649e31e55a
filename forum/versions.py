"""Versions of what a form replaces: a row or a group of fields. A thing's own `version` is only for caches.

    class BodyDetails(Versioned):
        name: Title

        @classmethod
        def of(cls, body: Body) -> Self:
            return cls.current(name=body.name)

The form is first shown with the current values (`form.fill(BodyDetails.of(body))`); the action compares while
holding the lock (`details.require_seen(BodyDetails.of(body))`), after checking its rule.
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
    """A version for values that have no counter of their own."""
    encoded = json.dumps([values, named], default=str, sort_keys=True)
    return hashlib.sha256(encoded.encode()).hexdigest()[:16]


class Versioned(BaseModel):
    """Input that replaces existing values. `seen_version` is the version its person was shown."""

    seen_version: str = ""

    @classmethod
    def current(cls, version: str | int | None = None, /, **values: object) -> Self:
        """The current values, as this input would write them. `version` where it is not a digest of these
        fields: a text has a counter."""
        construct: Callable[..., Any] = cls.model_construct  # old rows may break today's limits of a field
        seen_version = version_of(**values) if version is None else str(version)
        stands: Self = construct(**values, seen_version=seen_version)
        return stands

    @property
    def fields(self) -> dict[str, object]:
        """The values given, by field and without the version."""
        return {
            name: getattr(self, name)
            for name in type(self).model_fields
            if name in self.model_fields_set and name != "seen_version"
        }

    def require_seen(self, stands: Self, message: Words = CHANGED) -> None:
        """Raises Conflict, with the current value of each field that differs, unless the input was based on
        the current version."""
        if self.seen_version == stands.seen_version:
            return
        typed = self.model_dump()
        theirs = {name: v for name, v in stands.fields.items() if _unordered(v) != _unordered(typed[name])}
        raise Conflict(message, theirs=theirs, version=stands.seen_version)


def _unordered(value: object) -> object:
    return set(value) if isinstance(value, list) else value
