"""Reading the files a clinician writes: YAML and front matter, with the line each value stands on."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

Place = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong with a file: where, which field, and what to do about it."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


@dataclass(frozen=True)
class Source:
    """One file's data, the text after its front matter, and where each value is written."""

    file: str
    data: dict[str, Any]
    body: str = ""
    body_line: int = 1
    _node: Node | None = None
    _first: int = 1

    def line(self, place: Place) -> int:
        """The line of the value at this place, or of the nearest thing around it."""
        node, line = self._node, self._first
        for key in place:
            child = _child(node, key)
            if child is None:
                break
            node, line = child, child.start_mark.line + self._first
        return line

    def fault(self, place: Place, reason: str) -> Fault:
        return Fault(self.file, self.line(place), ".".join(str(part) for part in place) or "file", reason)

    def fault_at(self, line: int, field: str, reason: str) -> Fault:
        return Fault(self.file, line, field, reason)


class Unreadable(ValueError):
    """A file that is not the YAML it claims to be."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_yaml(path: Path, name: str) -> Source:
    """A whole file of YAML. `name` is what a fault calls the file."""
    return _parse(_text(path, name), name, first=1)


def read_markdown(path: Path, name: str) -> Source:
    """Front matter between two lines of `---`, then Markdown."""
    lines = _text(path, name).split("\n")
    if lines[0].strip() != "---" or "---" not in [line.strip() for line in lines[1:]]:
        raise Unreadable(Fault(name, 1, "file", "needs front matter between two lines of ---"))
    end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    head = _parse("\n".join(lines[1:end]), name, first=2)
    body = "\n".join(lines[end + 1 :])
    return Source(name, head.data, body.strip("\n"), end + 2 + _blank_lines(body), head._node, 2)


def _blank_lines(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(Fault(name, 1, "file", f"cannot be read as UTF-8 text: {error}")) from error


def _parse(text: str, name: str, *, first: int) -> Source:
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(StringIO(text))
        data = yaml.constructor.construct_document(node) if node else None
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Unreadable(Fault(name, (mark.line if mark else 0) + first, "file", f"is not YAML: {reason}")) from error
    if not isinstance(data, dict):
        raise Unreadable(Fault(name, first, "file", "needs fields, like `title: …`"))
    return Source(name, data, "", 1, node, first)


def _child(node: Node | None, key: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for name, value in node.value if name.value == str(key)), None)
    if isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        found: Node = node.value[key]
        return found
    return None
