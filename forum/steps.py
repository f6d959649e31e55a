"""The steps that there are, by name. web.steps declares them with their routes; pages make their buttons and links from
this list, so that no template says which steps a thing has."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from forum.urls import url_for

Tone = Literal["primary", "plain", "quiet"]


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is the one in forum.urls: area and action. `about` is the kind of thing that its path names first.
    `is_inline`: the page of the thing shows the form itself, so no link leads to it."""

    name: str
    title: str
    done: str
    tone: Tone
    about: str
    has_form: bool
    is_inline: bool = False

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    @property
    def template(self) -> str:
        """The page of its form, which the template folder holds under the verb's name."""
        return f"{self.name.partition('.')[0]}/steps/{self.verb}.html"


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step that may be taken now: a link to its form, or a button that takes it where it has none."""

    verb: str
    title: str
    url: str
    tone: Tone
    has_form: bool


STEPS: dict[str, Step] = {}


def step_links(about: str, can: Collection[str], *ids: int | str) -> tuple[StepLink, ...]:
    """The steps about 'area.thing' that may be taken now, in the order of their declaration."""
    area, _, thing = about.partition(".")
    return tuple(
        StepLink(one.verb, one.title, url_for(one.name, *ids), one.tone, one.has_form)
        for one in STEPS.values()
        if one.name.startswith(f"{area}.") and one.about == thing and one.verb in can and not one.is_inline
    )
