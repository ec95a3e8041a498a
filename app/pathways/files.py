"""A pathway as a file: `modules/pathways/*.yaml`, what `alongside pathway` reads and writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML

from app.content.loader import validated
from app.content.source import Fault, Unreadable, read_yaml
from app.pathways.rules import Pathway


@dataclass(frozen=True)
class Read:
    """A file's pathway, or what is wrong with the file."""

    pathway: Pathway | None
    faults: tuple[Fault, ...]


def read(path: Path) -> Read:
    try:
        source = read_yaml(path, path.name)
    except Unreadable as error:
        return Read(None, (error.fault,))
    pathway, faults = validated(Pathway.model_validate, source)
    return Read(pathway, tuple(faults))


def shipped(modules_dir: Path) -> tuple[Mapping[str, Pathway], tuple[Fault, ...]]:
    """The pathways that come with the modules, by slug, and every fault of their files."""
    found: dict[str, Pathway] = {}
    faults: list[Fault] = []
    for path in sorted((modules_dir / "pathways").glob("*.yaml")):
        one = read(path)
        faults += one.faults
        if one.pathway:
            found[path.stem] = one.pathway
    return MappingProxyType(found), tuple(faults)


def written(pathway: Pathway) -> str:
    """The YAML of a pathway; `read` gives the same pathway again."""
    out = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.dump(pathway.model_dump(mode="json", by_alias=True, exclude_defaults=True), out)
    return out.getvalue()
