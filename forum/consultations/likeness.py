"""Which texts are like one: by the runs of three syllables that they share, without marks and case."""

from collections.abc import Iterable, Mapping

from vietnamese import folded_words

RUN = 3  # syllables
LEAST = 0.25  # of the shorter text's runs
READ = 1_000  # characters: two who mean the same say so at the beginning


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    syllables = folded_words(text[:READ])
    size = min(RUN, len(syllables))
    return frozenset(zip(*(syllables[at:] for at in range(size)), strict=False))


def alike(text: str, others: Mapping[int, str]) -> list[int]:
    """Those that are like it, the likest first. One pass over the others."""
    runs = runs_of(text)
    shares = ((one, _share(runs, runs_of(other))) for one, other in others.items())
    return [one for one, share in _likest_first(shares) if share >= LEAST]


def _likest_first(shares: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(shares, key=lambda found: (-found[1], found[0]))


def _share(runs: frozenset[tuple[str, ...]], others: frozenset[tuple[str, ...]]) -> float:
    fewest = min(len(runs), len(others))
    return len(runs & others) / fewest if fewest else 0.0
