"""`python -m bench` runs every measuring program of this folder, one after the other."""

import subprocess
import sys
from pathlib import Path

for part in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    sys.stdout.write(f"== {part.stem}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", f"bench.{part.stem}"], check=True)
