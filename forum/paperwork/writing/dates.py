"""Formats dates and hours as in official papers."""

from datetime import date, datetime

from forum.clock import HANOI, local_date


def long_date(on: date) -> str:
    """'ngày 05 tháng 02 năm 2026': days below 10 and months 1, 2 get a zero (Nghị định 30/2020/NĐ-CP)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def hour_and_date(at: datetime) -> str:
    """'08 giờ 30 phút, ngày 24 tháng 11 năm 2026' in Vietnam's time."""
    return f"{clock(at)}, {long_date(local_date(at))}"


def clock(at: datetime) -> str:
    local = at.astimezone(HANOI)
    return f"{local.hour:02d} giờ {local.minute:02d} phút"
