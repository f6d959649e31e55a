"""Which templates the tests of a run rendered, over all of its processes.

`tests/conftest.py` starts the noting in each process, and adds up the names at the end.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

import jinja2

from forum.rendering import TEMPLATES, make_environment

RENDERED: set[str] = set()


class Noting(jinja2.Template):
    """A template that notes its name when it is rendered, extended, included or imported from."""

    @classmethod
    def _from_namespace(
        cls,
        environment: jinja2.Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],
    ) -> jinja2.Template:
        template = super()._from_namespace(environment, namespace, globals)
        render = template.root_render_func

        def noted(context: jinja2.runtime.Context) -> Iterator[str]:
            RENDERED.add(template.name or "")
            return render(context)

        template.root_render_func = noted
        return template


def note_what_is_rendered() -> None:
    make_environment().template_class = Noting


def never_rendered() -> list[str]:
    every = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    return sorted(every - RENDERED)
