"""The program as one web worker serves it, and beside it the same bytes as constant pages to compare with.

uvicorn calls `make`; the program itself is not changed by a letter.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from forum import memory
from forum.app import create_app
from forum.settings import Settings


@cache
def _bytes_of(name: str) -> bytes:
    return (Path(os.environ["BENCH_PAGES"]) / name).read_bytes()


async def constant(request: Request) -> Response:
    return Response(_bytes_of(request.path_params["name"]), media_type="text/html; charset=utf-8")


def make() -> Starlette:
    memory.collect_less_often()
    program = create_app(Settings())
    memory.keep_what_is_loaded()
    routes = [Route("/constant/{name}", constant), Mount("/", program)]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with program.router.lifespan_context(program):
            yield

    return Starlette(routes=routes, lifespan=lifespan)
