"""`alongside …`: thin commands over actions. Exit 0 fine, 1 findings, 2 wrong use."""

import json
import os
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from alembic import command
from alembic.config import Config
from pydantic import TypeAdapter

from app import __version__, clock, worker
from app.audit.rules import SYSTEM
from app.backup import actions as backups
from app.backup.archive import Refused
from app.cli_pathway import pathway
from app.cli_support import support
from app.content import check_in, guides, ideas, loader, measures, starting_points, stuck
from app.content import help as help_content
from app.content import support as support_content
from app.content.schema import Manifest, Step
from app.database import Database
from app.demo import cast
from app.journey import joining, reconciling
from app.logs import configure
from app.pathways import files
from app.people import codes
from app.people import queries as people
from app.people.invitations import HasAccount
from app.people.rules import canonical_email, is_address
from app.settings import ROOT, Mode, UnsafeSettings, settings, unsafe

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Alongside, from the command line.")
content = typer.Typer(no_args_is_help=True, help="The modules a clinician writes.")
cli.add_typer(content, name="content")
cli.add_typer(pathway, name="pathway")
cli.add_typer(support, name="support")


@cli.command()
def version() -> None:
    """The version of the programme."""
    typer.echo(__version__)


@cli.command()
def migrate() -> None:
    """Brings the database to the newest tables."""
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    command.upgrade(Config(toml_file=str(ROOT / "pyproject.toml")), "head")


@cli.command()
def serve() -> None:
    """Serves the programme on 127.0.0.1 and localhost, port 8000 or PORT."""
    if findings := unsafe(settings()):
        raise UnsafeSettings("\n".join(findings))
    migrate()
    port = int(os.environ.get("PORT") or 8000)
    uvicorn.run(
        "app.main:app",
        host=os.environ.get("ALONGSIDE_HOST", "127.0.0.1"),
        port=port,
        access_log=False,
        log_level="warning",
    )


def _loading(done: int, everybody: int) -> None:
    """How far the loading is, on one line; nothing where nobody is there to read it."""
    if sys.stderr.isatty():
        print(f"\rLoading the demo: {done} of {everybody}", end="\n" if done == everybody else "", file=sys.stderr)


@cli.command()
def demo(reset: Annotated[bool, typer.Option(help="Throw the demo's data away and start again.")] = False) -> None:
    """Fills an empty database with the demo cast and prints the sign-ins."""
    if settings().mode is Mode.LIVE:
        typer.echo("The demo cast is not for a live service: set ALONGSIDE_MODE=demo.", err=True)
        raise typer.Exit(2)
    if reset:
        cast.forget(settings())
    migrate()
    if cast.load_if_empty(settings(), progress=_loading):
        typer.echo("The demo cast is loaded.")
    port = os.environ.get("PORT") or "8000"
    typer.echo(f"\nAlongside is at http://127.0.0.1:{port}   (Ctrl-C stops it)\n")
    for who, email in cast.SIGN_INS:
        typer.echo(f"  {who:<38} {email}")
    typer.echo(f"  {'password for each':<38} {cast.PASSWORD}\n")


@cli.command()
def work(
    once: Annotated[bool, typer.Option(help="Send what is due, then end.")] = False,
) -> None:
    """Sends the mail that waits, until it is stopped."""
    if findings := unsafe(settings()):
        raise UnsafeSettings("\n".join(findings))
    if not settings().smtp_url:
        typer.echo("ALONGSIDE_SMTP_URL is not set: no mail is sent.", err=True)
    configure(settings())
    count = worker.work(settings(), once=once)
    if once:
        typer.echo(f"{count} taken up")


@cli.command("create-lead")
def create_lead(
    email: Annotated[str, typer.Argument(help="The service lead's e-mail address.")],
    name: Annotated[str, typer.Option(help="What they like to be called.")] = "",
    full_name: Annotated[str, typer.Option(help="Their full name.")] = "",
) -> None:
    """Prints a one-time link for a service lead: to join, or to a new password where they have an account."""
    if findings := unsafe(settings()):
        raise UnsafeSettings("\n".join(findings))
    if not is_address(canonical_email(email)):
        typer.echo(f"{email} is no e-mail address.", err=True)
        raise typer.Exit(2)
    migrate()
    name = (name or email.partition("@")[0].partition(".")[0].capitalize()).strip()[:60]
    database = Database(settings().database)
    try:
        with database.transaction() as db:
            handed = joining.first_lead(db, settings(), email, name, (full_name or name)[:120], at=clock.now())
    except HasAccount:
        typer.echo(f"{email} is the address of somebody who is no service lead.", err=True)
        raise typer.Exit(1) from None
    finally:
        database.close()
    typer.echo(f"Open this link once, until {handed.until:%d %B %Y %H:%M} UTC:\n\n  {handed.link}\n")


@cli.command("reset-code")
def reset_code(email: Annotated[str, typer.Argument(help="The e-mail address of somebody of the staff.")]) -> None:
    """Takes away the code of somebody who has lost their phone, when no lead can. Logs them out everywhere."""
    database = Database(settings().database)
    try:
        with database.transaction() as db:
            person = people.by_email(db, canonical_email(email))
            if person is None or not people.have_code(db, [person.id]):
                typer.echo(f"Nobody with the address {email} logs in with a code.", err=True)
                raise typer.Exit(1)
            codes.reset(db, person, by=SYSTEM, at=clock.now())
    finally:
        database.close()
    typer.echo(f"{email} logs in with the password alone, once, and sets up a new code.")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file, such as alongside-2026-01-31.backup.")]) -> None:
    """Saves the database to one file, while the service runs."""
    saved = backups.save(settings().database, file, at=clock.now(), progress=_progress())
    typer.echo(f"{file}: {len(saved.tables)} tables, {saved.rows} rows, {file.stat().st_size / 1000:.1f} kB.")
    typer.echo("It holds names and what patients wrote, in the clear: only you may read it (mode 0600). Guard it so.")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that `alongside backup` made.")]) -> None:
    """Brings a backup into an empty database: all of it, or nothing."""
    done = backups.restore(settings().database, file, progress=_progress())
    trailer, then = done.trailer, f"{done.header.created_at:%Y-%m-%d %H:%M:%S} UTC"
    typer.echo(f"Restored {len(trailer.tables)} tables, {trailer.rows} rows, as they were on {then}.")
    typer.echo("The hash of each table is that of the file.")


def _progress() -> backups.Progress:
    """Counts rows on the error stream, once a second, when the work takes longer than two."""
    due, rows = time.monotonic() + 2, Counter[str]()

    def told(deed: str, more: int) -> None:
        nonlocal due
        rows[deed] += more
        if time.monotonic() >= due:
            due = time.monotonic() + 1
            typer.echo(f"… {rows[deed]} rows {deed}", err=True)

    return told


@cli.command()
def reconcile(as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Counts answers that flag, flags and closures three ways, and names whatever does not agree."""
    database = Database(settings().database)
    try:
        with database.transaction(writes=False, snapshot=True) as db:
            found = reconciling.reconcile(db)
    finally:
        database.close()
    if as_json:
        typer.echo(json.dumps({**asdict(found), "disagreements": found.disagreements}, indent=2))
    else:
        for one in found.counts:
            ways = ", ".join(f"{n} ({way})" for way, n in zip(one.by, one.counts, strict=True))
            typer.echo(f"{'agree   ' if one.agree else 'DISAGREE'}  {one.what}: {ways}")
        for sentence in found.astray:
            typer.echo(f"ASTRAY    {sentence}")
    raise typer.Exit(1 if found.disagreements else 0)


@content.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="The folder of modules; the service's own by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Reports every fault at once: file, line, field and reason."""
    place = folder or settings().modules_dir
    loaded = loader.load(place)
    faults = [*loaded.faults, *files.shipped(place)[1], *files.hindrances(place, loaded.modules)]
    if folder is None:
        for kind in (help_content, starting_points, ideas, measures, check_in, guides, stuck, support_content):
            faults += kind.load(place)[1]
    if as_json:
        typer.echo(json.dumps([fault.__dict__ for fault in faults], indent=2))
    else:
        for fault in faults:
            typer.echo(str(fault))
        typer.echo(f"{len(loaded.modules)} modules are whole, {len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


@content.command()
def schema() -> None:
    """The JSON schema of a module's files, for editors."""
    schemas = {
        "module.yaml": TypeAdapter(Manifest).json_schema(),
        "steps/*.md front matter": TypeAdapter(Step).json_schema(),
    }
    typer.echo(json.dumps(schemas, indent=2))


def main() -> None:
    """The entry point; a refusal is one clear text, never a traceback."""
    try:
        cli()
    except (loader.BadContent, UnsafeSettings, cast.NotADemo, Refused) as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
