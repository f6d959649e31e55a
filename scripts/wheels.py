"""Asks the package index whether every locked package of requirements/run.txt has a wheel, by its hash, for each Python
and machine that the program may run on. Downloads nothing but descriptions; needs the network.

`wheels.py [VERSION …]`: 3.12 3.13 3.14 where none is named. pip reads environment markers for the machine it runs on,
so a package that is locked for Windows alone is not asked for.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "run.txt"
PYTHONS = ("3.12", "3.13", "3.14")
# The C library of Debian 12 and older. pikepdf needs macOS 15; for Macs with an Intel processor argon2-cffi-bindings
# has no wheel, so they are not asked for. pip itself goes down from a version of macOS.
MACHINES = {
    "Linux x86-64": [f"manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)] + ["manylinux2014_x86_64"],
    "Linux arm64": [f"manylinux_2_{minor}_aarch64" for minor in range(36, 16, -1)]
    + ["manylinux2014_aarch64"],
    "macOS 15 arm64": ["macosx_15_0_arm64"],
}


def main(pythons: list[str]) -> int:
    missing = 0
    for python in pythons or PYTHONS:
        for machine, tags in MACHINES.items():
            amiss = refusal_of(python, tags)
            print(f"Python {python}, {machine}: {amiss or 'every wheel'}", flush=True)
            missing += bool(amiss)
    return 1 if missing else 0


def refusal_of(python: str, tags: list[str]) -> str:
    """pip's own line for what it does not find; empty where all is there."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--dry-run",
            "--quiet",
            "--ignore-installed",
            "--no-deps",
        ]
        command += ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:", "--require-hashes"]
        command += ["-r", str(LOCK), "--target", folder, "--implementation", "cp", "--python-version", python]
        for tag in tags:
            command += ["--platform", tag]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
    return errors[-1] if errors else (done.stderr.strip().splitlines() or ["pip failed"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
