"""Units that a sentence only names, one below the other: 'Dự thảo gồm hai điều:', 'Điều 1. Phạm vi;' …"""

from collections.abc import Sequence

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS, TITLE_MAX


def find_listed(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of such lines. A title of this paper does not end in a semicolon, and something stands below it."""
    found: set[int] = set()
    place = 1
    while place < len(blocks):
        end = place
        if blocks[place - 1].text.endswith(":"):
            while end < len(blocks) and _is_named(blocks[end]) and blocks[end].text.endswith((";", ",")):
                end += 1
            if (
                end > place
                and end < len(blocks)
                and _is_named(blocks[end])
                and blocks[end].text.endswith(".")
            ):
                end += 1
        if end - place > 1:
            found.update(range(place, end))
        place = max(end, place + 1)
    return frozenset(found)


def _is_named(block: Block) -> bool:
    if block.kind != "paragraph" or block.marker or len(block.text) > TITLE_MAX:
        return False
    mark = recognise(block.text, {})
    return mark is not None and mark.rank <= RANKS["article"]
