"""The parts of the world that each room adds. One line a room."""

from tests.world import Part

PARTS: tuple[Part, ...] = ()
