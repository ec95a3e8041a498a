"""A list that folds out, for forms of staff: one of these or none, in groups (templates/practitioner/_lists.html)."""

from dataclasses import dataclass, replace

from app.access.door import Visit
from app.web.parts.plain import Option


@dataclass(frozen=True)
class Group:
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class List:
    """`none` is what the first line says, which picks nothing."""

    name: str
    label: str
    none: str
    groups: tuple[Group, ...]
    value: str = ""
    hint: str = ""


def chosen(field: List, value: str) -> List:
    """The same list with this picked; only what the list offers counts."""
    known = {option.id for group in field.groups for option in group.options}
    return replace(field, value=value if value in known else "")


def picked(visit: Visit, field: List) -> List:
    return chosen(field, visit.typed(field.name))
