"""The hall's screen shows its short address as a picture for telephones too."""

import re

import segno
from bs4 import Tag

from forum.qr import LIGHT_AROUND
from forum.settings import Settings
from tests.builders import Builders
from tests.client import Client
from tests.live.test_hall import following, running, watch


def modules_of(svg: Tag) -> tuple[set[tuple[int, int]], int]:
    """Which modules are dark (column, row), as the picture is drawn, and how many it is wide."""
    width = int(str(svg["viewbox"] if svg.has_attr("viewbox") else svg["viewBox"]).split()[2])
    ground, drawn = svg.select("path")
    assert (ground["fill"], ground["d"]) == ("#fff", f"M0 0h{width}v{width}h-{width}z")
    assert drawn["stroke"] == "#000"
    dark: set[tuple[int, int]] = set()
    x, y = 0, 0.0
    for verb, across, down in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", str(drawn["d"])):
        if verb == "h":
            dark |= {(x + n, int(y)) for n in range(int(across))}
            x += int(across)
        elif verb == "m":
            x, y = x + int(across), y + float(down)
        else:
            x, y = int(across), float(down)
    return dark, width


async def test_the_picture_is_of_the_address_that_stands_beside_it(
    client: Client, build: Builders, settings: Settings
) -> None:
    scene, _ = await running(build)
    for light in ("", "?nen=sang"):
        page = await client.get(f"{scene.url}/man-hinh{light}")
        shown = page.soup.select_one(".beam-join b")
        assert shown is not None
        address = f"{settings.site.partition('://')[0]}://{shown.get_text()}"
        code = page.soup.select_one(".beam-code")
        assert code is not None
        assert code["role"] == "img"
        assert shown.get_text() in code["aria-label"]
        svg = code.select_one("svg")
        assert svg is not None
        expected = segno.make_qr(address, error="m")
        dark, width = modules_of(svg)
        assert width == len(expected.matrix) + 2 * LIGHT_AROUND
        assert dark == {
            (x + LIGHT_AROUND, y + LIGHT_AROUND)
            for y, row in enumerate(expected.matrix)
            for x, module in enumerate(row)
            if module
        }
        leads = await client.get(address.removeprefix(settings.site), status=303)
        assert leads.location == scene.url


async def test_it_stays_on_the_wall_and_is_not_sent_home(
    client: Client, build: Builders, settings: Settings
) -> None:
    scene, _ = await running(build)
    async with following(settings) as program:
        assert "beam-code" in await (await watch(program, scene)).next()
        at_home = await watch(program, scene, "truc-tiep/luong")
        assert "beam-code" not in await at_home.next()
    assert (await client.get(f"{scene.url}/truc-tiep")).soup.select_one(".beam-code") is None
