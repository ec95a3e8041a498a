"""`alongside support explain`: what would be said to a patient now, with the reason for each message that is not."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from app import clock
from app.content.support import SupportRules
from app.database import Database
from app.facts.queries import Sources
from app.journey import respond
from app.people.queries import by_email
from app.people.rules import Role, canonical_email
from app.settings import settings
from app.support.rules import Decision, Situation

support = typer.Typer(no_args_is_help=True, help="What the programme says to patients.")


@support.callback()
def _support() -> None:
    """With one command only, typer would take its name away."""


@support.command()
def explain(
    email: Annotated[str, typer.Argument(help="The patient's e-mail address.")],
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Prints what the programme would say to a patient now, and why not the rest. Nothing is sent or kept."""
    database, sources = Database(settings().database), Sources.of(settings().modules_dir)
    try:
        with database.transaction(writes=False) as db:
            person = by_email(db, canonical_email(email))
            is_patient = person is not None and person.role == Role.PATIENT.value
            found = respond.explain(db, sources, person.id, at=clock.now()) if person and is_patient else None
    finally:
        database.close()
    if found is None:
        typer.echo(f"There is no patient with the address {email}.", err=True)
        raise typer.Exit(2)
    typer.echo("\n".join(_in_json(sources.rules, *found) if as_json else _in_words(sources.rules, *found)))


def _in_words(rules: SupportRules, situation: Situation, decision: Decision) -> Iterator[str]:
    message = decision.message
    yield f"At {situation.at:%Y-%m-%d %H:%M}."
    if message and not rules[message.rule].private:
        rule, event = rules[message.rule], message.event
        yield f"SAYS      {rule.id}: {rule.title}"
        yield f"          after “{event.on.value}” of {event.at:%Y-%m-%d %H:%M}. The patient is told why: {rule.why}"
    elif message:
        yield "SAYS      something that only the patient may know of"
    else:
        yield f"SILENT    {decision.silence.value if decision.silence else ''}"
    for id_, why in _passed(rules, decision).items():
        yield f"not now   {id_}: {why}"


def _in_json(rules: SupportRules, situation: Situation, decision: Decision) -> Iterator[str]:
    """The same for machines. The words stay out: the patient's own may be among them."""
    message = decision.message
    open_ = message if message and not rules[message.rule].private else None
    says = {"rule": open_.rule, "occurrence": open_.event.key} if open_ else None
    silent = decision.silence.value if decision.silence else None
    passed = _passed(rules, decision)
    found = {"at": situation.at.isoformat(), "says": says, "silent": silent, "not_now": passed}
    yield json.dumps(found, indent=2, ensure_ascii=False)


def _passed(rules: SupportRules, decision: Decision) -> dict[str, str]:
    """Why each of the others is not said, but for those that only the patient may know of."""
    return {one.rule: one.why.value for one in decision.passed if not rules[one.rule].private}
