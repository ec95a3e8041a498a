"""`alongside pathway …`: a pathway to a file, from a file, and a file checked. Exit 0 fine, 1 findings, 2 wrong use."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app import clock
from app.audit.rules import Actor
from app.content.loader import load_or_refuse
from app.database import Database
from app.pathways import actions, files
from app.pathways.files import Read
from app.pathways.queries import line
from app.pathways.rules import Finding, Pathway, check, publishable
from app.settings import settings

pathway = typer.Typer(no_args_is_help=True, help="Pathways as files, like those in modules/pathways.")
BY = Actor(None, "the command line", "system")

File = Annotated[
    Path, typer.Argument(help="The YAML of a pathway; the file's name is its slug.", exists=True, dir_okay=False)
]


@pathway.command("export")
def export(
    slug: Annotated[str, typer.Argument(help="The pathway's slug, as in its address.")],
    file: Annotated[Path | None, typer.Argument(help="Where to write it; without one, to the screen.")] = None,
) -> None:
    """Writes the newest published version of a pathway, or its draft where none is published."""
    with _database(writes=False) as db:
        found = line(db, slug)
    shown = found.versions[0].pathway if found and found.versions else found.content if found else None
    if shown is None:
        _wrong(f"There is no pathway {slug}.")
    if file is None:
        typer.echo(files.written(shown), nl=False)
        return
    try:
        file.write_text(files.written(shown), encoding="utf-8")
    except OSError as error:
        _wrong(f"{file} cannot be written: {error.strerror}")


@pathway.command("import")
def import_(file: File) -> None:
    """Makes the file the pathway's draft. Publishing it is for a lead, in the editor."""
    one = files.read(file)
    if one.pathway is None:
        _say(file, one, ())
        typer.echo("Nothing was imported.", err=True)
        raise typer.Exit(1)
    with _database(writes=True) as db:
        replaced = _to_draft(db, file.stem, one.pathway)
    if replaced:
        typer.echo(f"The draft that was there is replaced. It was:\n\n{files.written(replaced)}", err=True)
    findings = _findings(one)
    _say(file, one, findings)
    typer.echo(f"{file.stem} is a draft now: {len(one.pathway.modules)} modules, {len(findings)} findings")
    raise typer.Exit(0 if publishable(findings) else 1)


@pathway.command("check")
def check_file(file: File, as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Reports every fault of the file, and what the editor's checks say of the pathway in it."""
    one = files.read(file)
    findings = _findings(one)
    fine = one.pathway is not None and publishable(findings)
    if as_json:
        found = [
            {"file": file.name, "line": one.line(each), **each.__dict__, "weight": each.weight.value}
            for each in findings
        ]
        said = {"faults": [fault.__dict__ for fault in one.faults], "findings": found, "publishable": fine}
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        _say(file, one, findings)
        typer.echo(f"{len(one.faults)} faults, {len(findings)} findings")
    raise typer.Exit(0 if fine else 1)


def _to_draft(db: Session, slug: str, new: Pathway) -> Pathway | None:
    """Keeps the draft; returns the different one it replaced, so that nobody's work goes without a trace."""
    there = line(db, slug)
    before = there.draft.pathway if there and there.draft else None
    if before != new:
        version = there.draft_version if there else 0
        actions.save_draft(db, slug, new, version=version, by=BY, at=clock.now())
    return before if before and before != new else None


def _findings(one: Read) -> tuple[Finding, ...]:
    return check(one.pathway, load_or_refuse(settings().modules_dir)) if one.pathway else ()


def _say(file: Path, one: Read, findings: Sequence[Finding]) -> None:
    for fault in one.faults:
        typer.echo(str(fault))
    for each in findings:
        typer.echo(f"{one.fault(file, each)} ({each.weight.value})")


@contextmanager
def _database(*, writes: bool) -> Iterator[Session]:
    """A transaction on the service's database; one clear line where it is away or has no tables yet."""
    database = Database(settings().database)
    try:
        with database.transaction(writes=writes) as db:
            yield db
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        _wrong(f"The database cannot be used: {reason}. Has `alongside migrate` been run?")
    finally:
        database.close()


def _wrong(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)
