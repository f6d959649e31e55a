"""A picture that a telephone's camera reads, as inline SVG: dark on light whatever is around it, with the four modules
of light that its standard (ISO/IEC 18004) asks for."""

from functools import lru_cache

from markupsafe import Markup

LIGHT_AROUND = 4  # modules


def qr_svg(content: str, scale: int | None = None) -> Markup:
    """Without style and script; as wide as its place, or `scale` pixels a module."""
    import segno  # here, since few pages draw

    code = segno.make_qr(content, error="m")  # never a Micro QR code, which most telephones do not read
    drawn = code.svg_inline(
        scale=scale or 1, omitsize=scale is None, border=LIGHT_AROUND, dark="#000", light="#fff"
    )
    return Markup(drawn)  # noqa: S704 - paths and numbers that segno drew


@lru_cache(maxsize=64)
def qr_of_address(address: str) -> Markup:
    """Of an address that everybody may know; it is kept in memory."""
    return qr_svg(address)
