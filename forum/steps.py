"""The steps that there are, by name. web.steps declares them with their routes; pages make their buttons and links from
this list, so that no template says which steps a thing has."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from forum.urls import url_for
from forum.words import Words

Tone = Literal["primary", "plain", "quiet"]


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is area and action, `at` the name of its address in forum.urls. `label` is on its button, `title` over its
    form. `about` is the kind of thing that its path names first. `template` is the page of its form, "" where it has
    none. `is_inline`: the page of the thing places it, so it is not among the links."""

    name: str
    at: str
    title: Words
    label: Words
    done: Words
    tone: Tone
    about: str
    template: str
    is_inline: bool = False

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    @property
    def has_form(self) -> bool:
        return bool(self.template)


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step that may be taken now: a link to its form, or a button that takes it where it has none."""

    verb: str
    label: Words
    url: str
    tone: Tone
    has_form: bool


STEPS: dict[str, Step] = {}


def step_links(about: str, can: Collection[str], *ids: int | str, slug: str = "") -> tuple[StepLink, ...]:
    """The steps about 'area.thing' that may be taken now, in the order of their declaration; 'area' alone has those
    that make a new thing. The first primary one is the page's main act."""
    area, _, thing = about.partition(".")
    links: list[StepLink] = []
    for one in STEPS.values():
        if not one.name.startswith(f"{area}.") or one.about != thing or one.is_inline or one.verb not in can:
            continue
        is_second = one.tone == "primary" and any(link.tone == "primary" for link in links)
        tone = "plain" if is_second else one.tone
        links.append(StepLink(one.verb, one.label, url_for(one.at, *ids, slug=slug), tone, one.has_form))
    return tuple(links)
