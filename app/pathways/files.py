"""A pathway as a file: `modules/pathways/*.yaml`, what `alongside pathway` reads and writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML

from app.content.loader import validated
from app.content.schema import Module
from app.content.source import Fault, Source, Unreadable, read_yaml
from app.pathways.rules import Finding, Pathway, Weight, check

_SLUG = re.compile(r"(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Read:
    """A file's pathway, or what is wrong with the file."""

    pathway: Pathway | None
    faults: tuple[Fault, ...]
    source: Source | None = None

    def line(self, finding: Finding) -> int:
        """The line of the file that a finding is about."""
        place = ("modules",) if finding.place is None else ("modules", finding.place, "module")
        return self.source.line(place) if self.source else 1

    def fault(self, path: Path, finding: Finding) -> Fault:
        name = self.source.file if self.source else path.name
        return Fault(name, self.line(finding), "modules", f"{finding.what}. {finding.mend}")


def read(path: Path, name: str | None = None) -> Read:
    """The pathway of a file, which faults call `name`. The file's own name is the slug."""
    try:
        source = read_yaml(path, name or path.name)
    except Unreadable as error:
        return Read(None, (error.fault,))
    pathway, faults = validated(Pathway.model_validate, source)
    if not _SLUG.fullmatch(path.stem):
        faults.append(source.fault((), "the file's name has small letters, digits and single hyphens: low-mood.yaml"))
    return Read(pathway if not faults else None, tuple(faults), source)


def shipped(modules_dir: Path) -> tuple[Mapping[str, Pathway], tuple[Fault, ...]]:
    """The pathways that come with the modules, by slug, and every fault of their files."""
    found: dict[str, Pathway] = {}
    faults: list[Fault] = []
    for path in _files(modules_dir):
        one = read(path, f"pathways/{path.name}")
        faults += one.faults
        if one.pathway:
            found[path.stem] = one.pathway
    return MappingProxyType(found), tuple(faults)


def hindrances(modules_dir: Path, modules: Mapping[str, Module]) -> tuple[Fault, ...]:
    """What would keep a pathway that comes with the modules from being published, by file and line."""
    found: list[Fault] = []
    for path in _files(modules_dir):
        one = read(path, f"pathways/{path.name}")
        stops = [each for each in check(one.pathway, modules) if each.weight is Weight.STOPS] if one.pathway else []
        found += [one.fault(path, each) for each in stops]
    return tuple(found)


def _files(modules_dir: Path) -> list[Path]:
    return sorted((modules_dir / "pathways").glob("*.yaml"))


def written(pathway: Pathway) -> str:
    """The YAML of a pathway; `read` gives the same pathway again."""
    out = StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.dump(pathway.model_dump(mode="json", by_alias=True, exclude_defaults=True), out)
    return out.getvalue()
