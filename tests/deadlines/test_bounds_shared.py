"""The bounds of our time limits are those of the collected law."""

import yaml

from tests.shared import ROOT, SHARED

OURS = {
    "draft-chairman-decision": "draft-post-decision-chairman",
    "draft-provincial-resolution": "draft-post-provincial-resolution",
    "takedown-authority": "takedown-authority",
    "data-erasure": "dp-delete",
}


def test_what_the_law_bounds_is_bounded_here() -> None:
    law = {
        row["id"]: row
        for row in yaml.safe_load((SHARED / "domain/legal_deadlines.yaml").read_text(encoding="utf-8"))[
            "deadlines"
        ]
    }
    rows = yaml.safe_load((ROOT / "forum/sample/time_limits.yaml").read_text(encoding="utf-8"))
    bounded = {row["name"]: row for row in rows if "at_least" in row or "at_most" in row}
    assert set(bounded) == set(OURS)
    for name, row in bounded.items():
        stated = law[OURS[name]]
        assert (row.get("at_least"), row.get("at_most"), row["unit"]) == (
            stated.get("min"), stated.get("max"), stated["unit"],
        )  # fmt: skip
