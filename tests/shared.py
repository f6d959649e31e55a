"""The folder ../shared beside the project, where it is; tests that read it are in files test_*_shared.py."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
