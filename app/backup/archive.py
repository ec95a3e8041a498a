"""The file of a backup: a header, the rows of one table after another, and a last line with the hash of each.

It is gzip over lines of JSON and knows nothing of any database, so that a file can be read on either kind, by a later
version, or by hand.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

FORMAT = 1
LONGEST_HEADER = 10_000  # bytes; a foreign file may be one endless line
SIZE = 500  # rows in a batch


class Refused(RuntimeError):
    """A backup or a restore that does not take place; the text is the line to read."""


class Header(BaseModel):
    model_config = ConfigDict(frozen=True)

    what: Literal["alongside backup"] = "alongside backup"
    format: int = FORMAT
    version: str
    revision: str
    created_at: AwareDatetime


class Total(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    sha256: str


class Trailer(BaseModel):
    """The last line. `sha256` is of every byte before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tables: dict[str, Total]
    sha256: str

    @property
    def rows(self) -> int:
        return sum(total.rows for total in self.tables.values())


@dataclass(frozen=True)
class Batch:
    """Some rows of one table, in plain JSON values. `columns` are names and what kind of value each holds."""

    table: str
    columns: list[list[str]]
    rows: list[list[Any]]


class Tally:
    """Turns batches into lines, and counts and hashes them by table. A table without rows has its line too."""

    def __init__(self) -> None:
        self._digests: dict[str, Any] = {}
        self._rows: dict[str, int] = {}

    def lines(self, batch: Batch) -> bytes:
        lines = [_line(row) for row in batch.rows]
        if batch.table not in self._digests:
            self._digests[batch.table], self._rows[batch.table] = hashlib.sha256(), 0
            lines.insert(0, _line({"table": batch.table, "columns": batch.columns}))
        found = b"".join(lines)
        self._digests[batch.table].update(found)
        self._rows[batch.table] += len(batch.rows)
        return found

    @property
    def tables(self) -> dict[str, Total]:
        return {name: Total(rows=self._rows[name], sha256=digest.hexdigest()) for name, digest in self._digests.items()}


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(file: Path, header: Header, batches: Iterable[Batch]) -> Trailer:
    """Writes the whole file or none: it gets its name when its last byte is on the disk."""
    if file.exists():
        raise Refused(f"{file} is there already. A backup never overwrites a file: give another name.")
    part = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(
            f"{part} is there: another backup is being written, or one was cut off. If it was, remove it."
        ) from None
    try:
        with os.fdopen(handle, "wb") as raw:
            trailer = _write(raw, header, batches)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _settle(file.absolute().parent)
    return trailer


def _write(raw: IO[bytes], header: Header, batches: Iterable[Batch]) -> Trailer:
    tally, whole = Tally(), hashlib.sha256()
    with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as stream:

        def put(some: bytes) -> None:
            whole.update(some)
            stream.write(some)

        put(_line(header.model_dump(mode="json")))
        for batch in batches:
            put(tally.lines(batch))
        trailer = Trailer(tables=tally.tables, sha256=whole.hexdigest())
        stream.write(_line(trailer.model_dump()))
    return trailer


def _settle(folder: Path) -> None:
    """A new name is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Reader:
    """An opened file: its header, its batches and, when these are through, its trailer. Every fault is a `Refused`."""

    trailer: Trailer

    def __init__(self, file: Path, stream: gzip.GzipFile) -> None:
        self._file, self._stream = file, stream
        with self._faults("is not a backup of Alongside."):
            first = stream.readline(LONGEST_HEADER)
            self.header = Header.model_validate_json(first)
        if self.header.format != FORMAT:
            raise Refused(f"{file} is of format {self.header.format}, and this version reads format {FORMAT} only.")
        self._whole = hashlib.sha256(first)

    def batches(self) -> Iterator[Batch]:
        """At the end it raises, unless the file holds exactly what its last line says."""
        tally = Tally()
        with self._faults("is damaged or cut short. Nothing was restored from it."):
            for batch in self._batches():
                tally.lines(batch)
                yield batch
            if tally.tables != self.trailer.tables:
                raise ValueError("the tables are not those of the last line")

    def _batches(self) -> Iterator[Batch]:
        batch: Batch | None = None
        for found in self._found():
            match found:
                case {"table": str(table), "columns": list(columns)}:
                    if batch:
                        yield batch
                    batch = Batch(table, columns, [])
                case list() if batch:
                    batch.rows.append(found)
                    if len(batch.rows) == SIZE:
                        yield batch
                        batch = Batch(batch.table, batch.columns, [])
                case _:
                    raise ValueError("a line that is neither a table nor a row")
        if batch:
            yield batch

    def _found(self) -> Iterator[Any]:
        for line in self._stream:
            found = json.loads(line)
            if isinstance(found, dict) and "sha256" in found:
                self.trailer = Trailer.model_validate(found)
                if self.trailer.sha256 != self._whole.hexdigest() or self._stream.read(1):
                    raise ValueError("the bytes are not those of the last line")
                return
            self._whole.update(line)
            yield found
        raise EOFError("the last line is missing")

    @contextmanager
    def _faults(self, words: str) -> Iterator[None]:
        try:
            yield
        except (EOFError, zlib.error, gzip.BadGzipFile, ValueError, RecursionError) as fault:
            raise Refused(f"{self._file} {words}") from fault


@contextmanager
def opened(file: Path) -> Iterator[Reader]:
    with gzip.open(file, "rb") as stream:
        yield Reader(file, stream)
