"""Removes EXIF, XMP, comments and trailers from JPEG, PNG, GIF and WebP, without loss where possible."""

import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from forum.paperwork.errors import PaperError
from forum.words import _

PIXELS_LIMIT = 100_000_000
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Chunks that affect rendering; text, time, EXIF, profiles and unknown chunks are removed.
_PNG_ALLOWED = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT pHYs bKGD acTL fcTL fdAT".split())
_WEBP_ALLOWED = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_JPEG_BARE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers without a length


def _blank_png() -> bytes:
    buffer = BytesIO()
    Image.new("RGBA", (1, 1)).save(buffer, "PNG")
    return buffer.getvalue()


BLANK_PNG = _blank_png()  # in the place of a picture that cannot be cleaned


def clean_image(content: bytes) -> bytes:
    """The same picture without data about its maker. Raises PaperError for other or broken formats.

    A picture rotated by EXIF or with a colour profile is re-encoded upright in sRGB.
    """
    kind = image_kind(content)
    if kind is None:
        raise PaperError(
            "unknown_image",
            _("Chỉ làm sạch được ảnh JPEG, PNG, GIF, WebP; đề nghị chuyển ảnh sang một dạng này."),
        )
    try:
        with Image.open(BytesIO(content)) as image:
            image.verify()  # verify() consumes the picture, so it is opened again
        with Image.open(BytesIO(content)) as image:
            if image.width * image.height > PIXELS_LIMIT:
                raise PaperError("image_too_large", _("Ảnh quá lớn, không xử lý."))
            turned = image.getexif().get(0x0112, 1) != 1
            moving = kind != "JPEG" and getattr(image, "is_animated", False)
            if (turned or image.info.get("icc_profile")) and not moving:
                return _redrawn(image, kind)
        return _STRIP[kind](content)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as broken:
        raise PaperError("broken_image", _("Ảnh hỏng hoặc quá lớn, không làm sạch được.")) from broken
    except (ValueError, IndexError, struct.error) as broken:
        raise PaperError("broken_image", _("Ảnh hỏng, không làm sạch được.")) from broken


def image_kind(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(_PNG_SIGNATURE):
        return "PNG"
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def _redrawn(image: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if profile:
        upright = _in_srgb(upright, profile)
    bare = Image.new(upright.mode, upright.size)
    if upright.mode == "P":
        bare.putpalette(upright.getpalette() or [])
    bare.paste(upright)
    buffer = BytesIO()
    bare.save(buffer, kind, **({"quality": 95} if kind in ("JPEG", "WEBP") else {}))
    return buffer.getvalue()


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert to sRGB and drop the profile: profiles name devices, sometimes people."""
    if image.mode in ("P", "LA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile for another colour mode was of no use to viewers either
    return converted if converted is not None else image


def strip_jpeg(content: bytes) -> bytes:
    """Keep the frame, tables and scans, JFIF and Adobe's colour marker; cut everything after the picture."""
    allowed = bytearray(b"\xff\xd8")
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("marker expected")
        while content[place + 1] == 0xFF:  # fill bytes
            place += 1
        marker = content[place + 1]
        if marker == 0xD9:
            return bytes(allowed + b"\xff\xd9")
        if marker in _JPEG_BARE:
            allowed += content[place : place + 2]
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        if len(segment) != 2 + length or length < 2:
            raise ValueError("cut short")
        allowed += _allowed_segment(marker, segment)
        place += len(segment)
        if marker == 0xDA:
            end = _scan_end(content, place)
            allowed += content[place:end]
            place = end


def _allowed_segment(marker: int, segment: bytes) -> bytes:
    if marker == 0xE0:
        # JFIF's version and density, without the thumbnail that may follow in the same segment.
        return b"\xff\xe0\x00\x10" + segment[4:16] + b"\x00\x00" if segment[4:9] == b"JFIF\0" else b""
    if marker == 0xEE:
        return segment if segment[4:9] == b"Adobe" and len(segment) == 16 else b""
    return b"" if 0xE0 <= marker <= 0xEF or marker == 0xFE else segment


def _scan_end(content: bytes, place: int) -> int:
    """The offset of the first marker after the coded data, which includes stuffed bytes and restart
    markers."""
    while True:
        place = content.index(b"\xff", place)
        if content[place + 1] != 0x00 and content[place + 1] not in _JPEG_BARE:
            return place
        place += 2


def _strip_png(content: bytes) -> bytes:
    allowed = bytearray(_PNG_SIGNATURE)
    place = len(_PNG_SIGNATURE)
    while True:
        length, name = struct.unpack_from(">I4s", content, place)
        chunk = content[place : place + 12 + length]
        if len(chunk) != 12 + length:
            raise ValueError("cut short")
        if name in _PNG_ALLOWED:
            allowed += chunk
        elif name[:1].isupper():
            raise ValueError("unknown critical chunk")
        place += len(chunk)
        if name == b"IEND":
            return bytes(allowed)


def _strip_gif(content: bytes) -> bytes:
    flags = content[10]
    place = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    allowed = bytearray(content[:place])
    while True:
        block = content[place]
        if block == 0x3B:
            return bytes(allowed + b"\x3b")
        if block == 0x2C:
            local_flags = content[place + 9]
            table = 3 << ((local_flags & 7) + 1) if local_flags & 0x80 else 0
            end = _sub_blocks_end(content, place + 10 + table + 1)
            allowed += content[place:end]
        elif block == 0x21:
            end = _sub_blocks_end(content, place + 2)
            looping = content[place + 1] == 0xFF and content[place + 3 : place + 14] == b"NETSCAPE2.0"
            if content[place + 1] == 0xF9 or looping:
                allowed += content[place:end]
        else:
            raise ValueError("unknown block")
        place = end


def _sub_blocks_end(content: bytes, place: int) -> int:
    while content[place]:
        place += 1 + content[place]
    return place + 1


def _strip_webp(content: bytes) -> bytes:
    allowed = bytearray()
    for name, body in _riff_chunks(content):
        if name not in _WEBP_ALLOWED:
            continue
        if name == b"VP8X":
            body = bytes((body[0] & ~(0x20 | 0x08 | 0x04),)) + body[1:]  # no flags of profile, EXIF, XMP
        allowed += name + struct.pack("<I", len(body)) + body + (b"\0" if len(body) % 2 else b"")
    return b"RIFF" + struct.pack("<I", len(allowed) + 4) + b"WEBP" + bytes(allowed)


def _riff_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    (size,) = struct.unpack_from("<I", content, 4)
    place, end = 12, min(8 + size, len(content))
    while place + 8 <= end:
        name, length = struct.unpack_from("<4sI", content, place)
        body = content[place + 8 : place + 8 + length]
        if len(body) != length:
            raise ValueError("cut short")
        yield name, body
        place += 8 + length + length % 2


_STRIP = {"JPEG": strip_jpeg, "PNG": _strip_png, "GIF": _strip_gif, "WEBP": _strip_webp}
