"""What bench/RESULTS.md says of the sizes is made from the files of bench/raw, and from nothing else."""

from bench._record import RESULTS
from bench.growing.table import table
from bench.growth import raw_files


def test_the_table_of_sizes_is_that_of_the_raw_files() -> None:
    raw = raw_files()
    assert not raw or table(raw) in RESULTS.read_text(encoding="utf-8"), "python -m bench.growth --only-table"
