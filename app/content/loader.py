"""From folders to modules: reads everything once, reports every fault at once, and knows a module by its digest."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from app.content import checks
from app.content.schema import Manifest, Module, Step
from app.content.source import Fault, Place, Source, Unreadable, read_markdown, read_yaml

RESERVED = {"activities", "support", "pathways", "measures", "help", "messages", "guides", "stuck"}
T = TypeVar("T")
_STEP: TypeAdapter[Step] = TypeAdapter(Step)


class BadContent(RuntimeError):
    """The content has faults; the app does not start on it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(["The content has faults:", *(str(fault) for fault in faults)]))
        self.faults = faults


@dataclass(frozen=True)
class Loaded:
    """What a folder of modules holds: the modules that are whole, and every fault."""

    modules: Mapping[str, Module]
    faults: tuple[Fault, ...]


def load(folder: Path) -> Loaded:
    """Every module in the folder. A sub-folder with a `module.yaml` is one; reserved names are passed over."""
    if not folder.is_dir():
        return Loaded({}, (Fault(str(folder), 1, "folder", "there is no such folder"),))
    modules: dict[str, Module] = {}
    faults: list[Fault] = []
    for place in sorted(path.parent for path in folder.glob("*/module.yaml") if path.parent.name not in RESERVED):
        module, found = _module(place, folder)
        faults += found
        if module:
            modules[module.slug] = module
    return Loaded(MappingProxyType(modules), tuple(sorted(faults)))


def load_or_refuse(folder: Path) -> Mapping[str, Module]:
    """The modules of the folder, or `BadContent` with every fault."""
    loaded = load(folder)
    if loaded.faults:
        raise BadContent(loaded.faults)
    return loaded.modules


def digest_of(module: Module) -> str:
    """SHA-256 over the module's canonical JSON: the same words, rules and order give the same digest."""
    return hashlib.sha256(stored(module).encode()).hexdigest()


def stored(module: Module) -> str:
    """The module as one text that `restored` reads again."""
    document = module.model_dump(mode="json", by_alias=True, exclude={"digest"}, exclude_defaults=True)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restored(text: str, digest: str) -> Module:
    """A module from its stored copy, under the digest it was stored by."""
    return Module.model_validate_json(text).model_copy(update={"digest": digest})


def _module(place: Path, folder: Path) -> tuple[Module | None, list[Fault]]:
    try:
        source = read_yaml(place / "module.yaml", f"{place.name}/module.yaml")
    except Unreadable as error:
        return None, [error.fault]
    manifest, faults = validated(Manifest.model_validate, source)
    if not manifest:
        return None, faults
    steps: list[Step] = []
    sources: dict[str, Source] = {}
    for n, slug in enumerate(manifest.steps):
        path = place / "steps" / f"{slug}.md"
        if not path.is_file():
            faults.append(source.fault(("steps", n), f"there is no file steps/{slug}.md"))
            continue
        step, step_source, found = _step(path, f"{place.name}/steps/{slug}.md")
        faults += found
        if step and step_source:
            steps.append(step)
            sources[step.id] = step_source
    faults += _left_over(place, manifest)
    if faults:
        return None, faults
    try:
        module = Module(slug=place.name, manifest=manifest, steps=tuple(steps))
    except ValidationError:
        return None, [source.fault((), "the folder's name has small letters, digits and single hyphens, like low-mood")]
    faults = list(checks.faults(module, source, sources))
    return module.model_copy(update={"digest": digest_of(module)}) if not faults else None, faults


def _step(path: Path, name: str) -> tuple[Step | None, Source | None, list[Fault]]:
    try:
        source = read_markdown(path, name)
    except Unreadable as error:
        return None, None, [error.fault]
    data = {"id": path.stem, "body": source.body, **source.data}
    step, faults = validated(_STEP.validate_python, source, data)
    return step, source, faults


def _left_over(place: Path, manifest: Manifest) -> list[Fault]:
    """A step that is written but not in the order would silently never be seen."""
    written = sorted(path.stem for path in (place / "steps").glob("*.md"))
    return [
        Fault(
            f"{place.name}/steps/{slug}.md", 1, "file", "is not in the steps of module.yaml: add it there, or delete it"
        )
        for slug in written
        if slug not in manifest.steps
    ]


def validated(validate: Callable[[Any], T], source: Source, data: Any = None) -> tuple[T | None, list[Fault]]:
    """The typed value of a source, or every fault with the line it stands on."""
    try:
        return validate(source.data if data is None else data), []
    except ValidationError as error:
        return None, [_fault(source, problem["loc"], problem["msg"], problem["type"]) for problem in error.errors()]


def _fault(source: Source, loc: Place, message: str, kind: str) -> Fault:
    place = _written(source.data, loc)
    if kind == "missing":
        return source.fault(place, "is missing")
    if kind == "extra_forbidden":
        return source.fault(place, "is not a field we know: check the spelling")
    return source.fault(place, message[0].lower() + message[1:])


def _written(data: Any, loc: Place) -> Place:
    """Pydantic's place without the tags of unions, which nobody wrote."""
    place: list[str | int] = []
    for n, part in enumerate(loc):
        last = n == len(loc) - 1
        if isinstance(data, dict) and (last or isinstance(data.get(part), dict | list)):
            data = data.get(part)
        elif isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        place.append(part)
    return tuple(place)
