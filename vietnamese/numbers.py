"""Formats numbers as in Vietnamese documents: 1.234.567,8; 02 nhà hát."""

from decimal import ROUND_HALF_UP, Decimal


def format_number(value: int | float | Decimal, places: int | None = None, *, padded: bool = False) -> str:
    """Dots between thousands, a comma before decimals. `padded` writes counts below ten as offices do: 02."""
    if type(value) is int and places is None and not padded:
        return f"{value:,}".replace(",", ".")
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits = f"{abs(exact):,f}".translate(str.maketrans(",.", ".,"))
    if padded and "," not in digits and len(digits) == 1:
        digits = f"0{digits}"
    return f"-{digits}" if exact < 0 else digits
