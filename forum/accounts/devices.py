"""Kinds of devices, as a session's owner knows them again: no version, no model, no network."""

import re

from forum.words import Words, _, joined

# The first that the browser's own description names.
SYSTEMS = {
    "android": ("android", _("Điện thoại hoặc máy tính bảng Android")),
    "iphone": ("iphone", _("iPhone")),
    "ipad": ("ipad", _("iPad")),
    "windows": ("windows", _("Máy tính Windows")),
    "mac": ("mac os|macintosh", _("Máy tính Mac")),
    "chromeos": ("cros", _("Máy tính Chromebook")),
    "linux": ("linux", _("Máy tính Linux")),
}
BROWSERS: dict[str, tuple[str, Words | str]] = {
    "edge": ("edg/|edga/|edgios/", "Edge"),
    "coccoc": ("coc_coc", _("Cốc Cốc")),
    "opera": ("opr/", "Opera"),
    "firefox": ("firefox|fxios", "Firefox"),
    "chrome": ("chrome|crios|chromium", "Chrome"),
    "safari": ("safari", "Safari"),
}


def device_of(user_agent: str) -> str:
    """As it is stored: 'android chrome'; '' for what is not known."""
    agent = user_agent[:400].lower()
    system = next((code for code, (pattern, _name) in SYSTEMS.items() if re.search(pattern, agent)), "")
    browser = next((code for code, (pattern, _name) in BROWSERS.items() if re.search(pattern, agent)), "")
    return f"{system} {browser}".strip()


def words_of_device(device: str) -> Words:
    codes = device.split()
    systems = [SYSTEMS[code][1] for code in codes if code in SYSTEMS]
    browsers = [BROWSERS[code][1] for code in codes if code in BROWSERS]
    if not systems and not browsers:
        return _("Thiết bị chưa rõ loại")
    return joined([*systems, *browsers], ", ")
