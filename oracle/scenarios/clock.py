"""Instants as people read them."""

DAY_MS = 24 * 60 * 60 * 1000


def ms_to_clock(at: int) -> str:
    """Write milliseconds from the first midnight as a clock time, no longer than needed."""
    day, in_day = divmod(at, DAY_MS)
    seconds, millis = divmod(in_day, 1000)
    text = f"{f'+{day} ' if day else ''}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if millis:
        return f"{text}:{seconds % 60:02}.{millis:03}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text
