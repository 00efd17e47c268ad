"""How numbers are written in the window: few digits, a true minus, units that fit."""

MINUS = "\N{MINUS SIGN}"
MM_PER_CM = 10.0


def plain(value: float, decimals: int = 3) -> str:
    """A number; what rounds to zero bears no sign."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def signed(value: float, decimals: int = 3) -> str:
    """A number with its sign; what rounds to zero bears none."""
    text = plain(value, decimals)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def small(value: float) -> str:
    """A part of a sum with its sign: three decimals, five where it is near zero."""
    return signed(value, 3 if abs(value) >= 0.01 or value == 0.0 else 5)


def percent(share: float) -> str:
    """A share of a whole; a small one is not rounded to nothing."""
    shown = 100.0 * share
    number = f"{shown:.0f}" if shown >= 1.0 or shown == 0.0 else f"{shown:.1g}"
    return f"{number}\N{NO-BREAK SPACE}%"


def length_of_writing(length_mm: float) -> str:
    """An amount of writing in centimetres."""
    return f"{length_mm / MM_PER_CM:,.0f}\N{NO-BREAK SPACE}cm"


def day(made: str) -> str:
    """The day of a stored point in time, in UTC."""
    return made[:10]


def moment(made: str) -> str:
    """A stored point in time, in UTC, without its seconds."""
    return made[:16].replace("T", " ")
