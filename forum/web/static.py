"""Static files, cached for good at a URL with their digest and for minutes at any other."""

import os
from pathlib import Path
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from forum.rendering import STATIC, digest_of

LASTING = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"


class FingerprintedFiles(StaticFiles):
    """An outdated digest, as pages from before an upgrade request, also gets the file, cached for minutes."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        path = Path(full_path).relative_to(STATIC.resolve()).as_posix()
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("v")
        response.headers["cache-control"] = LASTING if asked == [digest_of(path)] else SHORT
        return response
