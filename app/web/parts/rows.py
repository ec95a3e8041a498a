"""Lists that are typed: `name.0`, `name.1` … in a form, as many as were sent and a few more to fill in."""

from app.access.door import Visit
from app.web.parts.plain import typed_line


def rows_of(visit: Visit, names: tuple[str, ...], longest: int = 600, *, most: int = 40) -> list[dict[str, str]]:
    """What was typed, row by row; rows with nothing in them are left out, and so is what no form of ours sends."""
    split = (name.partition(".") for name, _text in visit.form)
    numbers = {int(n) for key, _dot, n in split if _is_row(key, n, names, most)}
    found = ({name: typed_line(visit, f"{name}.{n}", longest) for name in names} for n in sorted(numbers))
    return [row for row in found if any(row.values())]


def _is_row(key: str, n: str, names: tuple[str, ...], most: int) -> bool:
    return key in names and n.isascii() and n.isdigit() and len(n) < 4 and int(n) < most
