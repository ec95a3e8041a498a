"""Words and pages: gettext, dates in words, and the Jinja environment that the web and the worker share."""

import gettext as _gettext
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.clock import now
from app.settings import ROOT, settings

TEMPLATES = ROOT / "templates"
PSEUDO = "pseudo"
_ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")


class PseudoTranslations(_gettext.NullTranslations):
    """A language nobody speaks: accents, 40 % longer, in brackets. What stays plain was never marked."""

    def gettext(self, message: str) -> str:
        parts = [part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(message)]
        return f"⟦{''.join(parts)}{'·' * (len(message) * 2 // 5)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@dataclass(frozen=True)
class Speech:
    """How this deployment speaks: its language, the direction of its letters, its time zone."""

    lang: str
    dir: str
    zone: ZoneInfo
    babel: str
    translations: _gettext.NullTranslations


@cache
def speech_of(locale: str, timezone: str) -> Speech:
    zone = ZoneInfo(timezone)
    if locale == PSEUDO:
        return Speech("en-XA", "rtl", zone, "en_GB", PseudoTranslations())
    translations = Translations.load(str(ROOT / "locale"), [locale])
    return Speech(locale.replace("_", "-"), "ltr", zone, locale, translations)


_speech: ContextVar[Speech | None] = ContextVar("speech", default=None)


def speak(speech: Speech) -> None:
    """From here on, in this context, words come out in this language and zone."""
    _speech.set(speech)


def speech() -> Speech:
    return _speech.get() or speech_of(settings().locale, settings().timezone)


def gettext(message: str) -> str:
    return speech().translations.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    return speech().translations.ngettext(one, many, n)


def listed(parts: Sequence[str], word: str) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def local(at: datetime) -> datetime:
    return at.astimezone(speech().zone)


def day_began(at: datetime) -> datetime:
    """The first instant of the day that it is on the service's clock."""
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0)


def clock_time(at: datetime | time) -> str:
    """ "14:03"."""
    return (local(at) if isinstance(at, datetime) else at).strftime("%H:%M")


def day(at: datetime | date, *, weekday: bool = True) -> str:
    """ "Thursday 11 June", or "11 June"; with the year where it is more than 300 days from now."""
    on = local(at).date() if isinstance(at, datetime) else at
    far = abs((local(now()).date() - on).days) > 300
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if far else "")
    return _in_words(on, pattern, speech().babel)


def short_day(on: date) -> str:
    """ "11 Jun", where a chart has room for no more."""
    return _in_words(on, "d MMM", speech().babel)


@lru_cache(maxsize=4096)
def _in_words(on: date, pattern: str, locale: str) -> str:
    """Babel takes 14 µs for each, and a caseload has one a row."""
    return format_date(on, pattern, locale=locale)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@cache
def environment() -> Environment:
    """The templates. Autoescape everywhere, whatever the file is called; an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {"paragraphs": paragraphs, "day": day, "clock_time": clock_time}
    return env


class Renderer:
    """Turns a template and one page object into text. `globals` are the names every template may use."""

    def __init__(self, **globals_: Any) -> None:
        self._env = environment().overlay()
        self._env.globals = {**environment().globals, **globals_}

    def render(self, template: str, names: Mapping[str, object]) -> str:
        return self._env.get_template(template).render(**names, locale=speech())


def trusted(html: str) -> Markup:
    """Marks sanitised HTML as such. The Markdown of the modules and our own icons come this way."""
    return Markup(html)  # noqa: S704
