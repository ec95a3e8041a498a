"""The help file: what Help now, the error pages and the pages after an answer read, with or without a database.

A lead's contacts are written to one file, whole or not at all, after their transaction has committed. A reader checks
it each time it has changed. Where it is missing or not right, the numbers that come with the programme take its place.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import structlog
from pydantic import TypeAdapter, ValidationError

from app.content.help import Help, Nation

log = structlog.get_logger()
FILE = "help.json"
_CONTACTS = TypeAdapter(dict[Nation, Help])


def publish(folder: Path, contacts: Mapping[Nation, Help], *, version: int) -> None:
    """Writes the file in one step: a reader finds the old one or the new one. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    body = _CONTACTS.dump_python(dict(contacts), mode="json")
    text = json.dumps({"version": version, "digest": _digest(version, body), "contacts": body}, ensure_ascii=False)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@dataclass
class PublishedHelp(Mapping[Nation, Help]):
    """The contacts of each nation as they stand now: the file's where it is right, or else those that were shipped."""

    folder: Path
    shipped: Mapping[Nation, Help]
    _stamp: tuple[int, int, int] | None = field(default=None, init=False)
    _read: tuple[int, Mapping[Nation, Help]] = field(default=(0, {}), init=False)

    def __getitem__(self, nation: Nation) -> Help:
        return self._now()[1].get(nation) or self.shipped[nation]

    def __iter__(self) -> Iterator[Nation]:
        return iter(self.shipped)

    def __len__(self) -> int:
        return len(self.shipped)

    def holds(self, version: int, contacts: Mapping[Nation, Help]) -> bool:
        """Whether readers are shown these. A folder that was in use with another database holds other ones."""
        return self._now() == (version, dict(contacts))

    def overdue(self, day: date) -> list[Help]:
        """The nations whose numbers were to be looked at again before this day."""
        return [one for one in self.values() if one.overdue(day)]

    def _now(self) -> tuple[int, Mapping[Nation, Help]]:
        """Read again only when the file is another one. Two threads may both read it; they find the same."""
        try:
            stat = (self.folder / FILE).stat()
        except OSError:
            self._stamp, self._read = None, (0, {})
            return self._read
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            self._read, self._stamp = self._checked(), stamp
        return self._read

    def _checked(self) -> tuple[int, Mapping[Nation, Help]]:
        try:
            found = json.loads((self.folder / FILE).read_text(encoding="utf-8"))
            version, body = found["version"], found["contacts"]
            if found["digest"] != _digest(version, body):
                raise ValueError("the digest does not fit")
            return version, _CONTACTS.validate_python(body)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            log.error("help file not right", kind=type(error).__name__)
            return 0, {}


def _digest(version: int, body: object) -> str:
    return hashlib.sha256(json.dumps([version, body], sort_keys=True).encode()).hexdigest()
