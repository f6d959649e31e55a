"""The registry of steps, by name. web.steps declares them with their routes; pages take buttons and links
from here, so that no template lists a thing's steps."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from forum.urls import url_for
from forum.words import Words

Tone = Literal["primary", "plain", "quiet"]


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is area and action, `at` the name of its address in forum.urls. `label` is on its button,
    `title` above its form. `about` is the kind of the first thing in its path. `template` is the form's page,
    "" without a form. `is_inline`: the thing's page places it itself, so it is left out of the links.
    `is_open`: visitors may fill it in before they log in."""

    name: str
    at: str
    title: Words
    label: Words
    done: Words
    tone: Tone
    about: str
    template: str
    is_inline: bool = False
    is_open: bool = False

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    @property
    def has_form(self) -> bool:
        return bool(self.template)


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step open now: a link to its form, or a button if it has none."""

    verb: str
    label: Words
    url: str
    tone: Tone
    has_form: bool


STEPS: dict[str, Step] = {}


def step_links(about: str, can: Collection[str], *ids: int | str, slug: str = "") -> tuple[StepLink, ...]:
    """The steps on 'area.thing' open now, in order of declaration; 'area' alone has those that create a
    thing. The first primary one is the page's main action."""
    area, _, thing = about.partition(".")
    links: list[StepLink] = []
    for one in STEPS.values():
        if not one.name.startswith(f"{area}.") or one.about != thing or one.is_inline or one.verb not in can:
            continue
        is_second = one.tone == "primary" and any(link.tone == "primary" for link in links)
        tone = "plain" if is_second else one.tone
        links.append(StepLink(one.verb, one.label, url_for(one.at, *ids, slug=slug), tone, one.has_form))
    return tuple(links)
