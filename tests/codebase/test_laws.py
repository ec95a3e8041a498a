"""Laws about the code base itself: what every room, route, column and template keeps."""

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.content.schema import KINDS, WorksheetField
from app.database import FreeText, Kind
from app.notices.queries import latest
from app.rendering import environment, speak, speech_of
from app.settings import ROOT, Settings
from app.tables import metadata
from tests.access.test_matrix import PEOPLE, _paths, routes, things
from tests.cast import Cast

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted((ROOT / "app").rglob("*.py"))


def test_every_column_has_a_class_and_clinical_text_has_its_one_type() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert len(columns) > 40
    for column in columns:
        kind = column.info.get("class")
        assert isinstance(kind, Kind), f"{column} has no class: declare it with app.database.column()"
        assert (kind is Kind.CLINICAL_TEXT) == isinstance(column.type, FreeText), f"{column}: type and class disagree"


def test_the_audit_has_no_foreign_keys() -> None:
    assert not metadata.tables["audit_entry"].foreign_keys


def test_every_kind_of_step_and_field_has_a_template() -> None:
    fields = {arg.model_fields["kind"].annotation.__args__[0] for arg in WorksheetField.__args__[0].__args__}
    for name in KINDS:
        assert (ROOT / f"templates/steps/{name}.html").exists(), f"templates/steps/{name}.html is missing"
    for name in fields:
        assert (ROOT / f"templates/fields/{name}.html").exists(), f"templates/fields/{name}.html is missing"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_compiles_keeps_autoescape_and_marks_every_sentence(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    environment().parse(source)
    assert "|safe" not in source.replace(" ", ""), "Markup is made in app.rendering.trusted only"
    source = re.sub(r"\{% block (?:body|main)_class %\}.*?\{% endblock %\}", "", source)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", source, flags=re.DOTALL)
    plain = re.sub(r"<[^>]*>|[a-z-]+=\"[^\"]*\"", "", source)
    words = re.findall(r"[A-Za-z]{2,}", plain.replace("Alongside", "").replace("Sam", ""))
    assert not words, f"not marked for translation: {words}"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_clock_asks_the_time_and_only_rendering_makes_markup(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if path.name != "clock.py":
        assert not called & {"datetime.now", "datetime.utcnow", "time.time", "date.today"}, "ask app.clock at the door"
    if path.name != "rendering.py":
        assert "Markup" not in called, "make it with app.rendering.trusted"


def test_no_code_opens_a_connection_to_anywhere() -> None:
    for path in CODE:
        imported = re.findall(r"^(?:from|import) (\S+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        outside = {name.split(".")[0] for name in imported} & {
            "requests",
            "httpx",
            "httpx2",
            "urllib3",
            "aiohttp",
            "socket",
        }
        assert not outside, f"{path} imports {outside}: nothing is sent to a third party"


def test_every_word_on_every_page_goes_through_gettext(cast_on_sqlite: Cast) -> None:
    """In the language nobody speaks, whatever is still plain English was never marked."""
    cast = cast_on_sqlite
    object.__setattr__(cast.house, "speech", speech_of("pseudo", "Europe/London"))
    there = things(cast)
    plain = re.compile(r">\s*([A-Z][a-z]+ [a-z]+ [a-z]+[^<⟦]*)<")
    content = _words_of_content() + _words_of_mail(cast)
    for key in ("nobody", "patient", "practitioner", "lead"):
        client = cast.signed_in(key) if PEOPLE[key] else cast.anyone()
        for route in routes(cast.app):
            if "GET" not in route.methods or route.name.startswith("front_door.healthz"):
                continue
            for path in _paths(route, there):
                page = client.get(path).text
                if page.startswith("<!doctype"):
                    assert 'dir="rtl"' in page
                found = [
                    text.strip()
                    for text in plain.findall(page)
                    if _squeezed(text.replace("Alongside", "")) not in content
                ]
                assert not found, f"{path} for {key}: {found[:3]}"
    speak(speech_of("en_GB", "Europe/London"))


def _words_of_content() -> str:
    """Everything clinicians and the cast wrote: it is data, and not translated by gettext."""
    from app.content.loader import load, stored
    from app.demo import doing, faulty, likes, meetings, messages, people, supervising, telling
    from app.demo.pathways import DOING_FIRST, SHORTER
    from app.pathways.files import shipped

    texts = [stored(module) for module in load(ROOT / "modules").modules.values()]
    texts += [
        str(somebody) for somebody in (*people.EVERYBODY, people.NIA, *doing.LIVES.values(), *telling.ACCOUNTS.values())
    ]
    texts += [str(one) for one in (*meetings.MEETINGS.values(), *supervising.DECISIONS)]
    texts += [str(one) for one in (*likes.CARDS.values(), *likes.ABOUT.values())]
    pathways = [DOING_FIRST, SHORTER, *shipped(ROOT / "modules")[0].values()]
    texts += [f"{pathway.title} {pathway.summary}" for pathway in pathways]
    folders = ("help", "activities", "measures", "guides", "stuck", "support")
    data = (path for folder in folders for path in (ROOT / "modules" / folder).glob("*.yaml"))
    texts += [path.read_text(encoding="utf-8") for path in data]
    texts += [
        faulty.WORDS,
        faulty.ANSWER,
        *messages.WORDS,
        (ROOT / "modules/messages/starting-points.yaml").read_text(encoding="utf-8"),
    ]
    return _squeezed(" ".join(texts))


def _words_of_mail(cast: Cast) -> str:
    """Mail stands in the outbox in the language it was written in."""
    with cast.house.database.transaction(writes=False) as db:
        return _squeezed(" ".join(f"{one.subject} {one.body}" for one in latest(db)).replace("Alongside", ""))


def _squeezed(text: str) -> str:
    import html

    return re.sub(r"[^a-z]", "", html.unescape(text).lower().replace("\\n", ""))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secret_key": "short"}, "ALONGSIDE_SECRET_KEY"),
        ({}, "ALONGSIDE_SECRET_KEY"),
        ({"secret_key": "x" * 40, "base_url": "http://plain.example"}, "not https"),
        ({"secret_key": "x" * 40, "base_url": "https://a.example", "now": "2026-01-01T00:00:00Z"}, "ALONGSIDE_NOW"),
    ],
)
def test_a_live_service_refuses_unsafe_settings_and_says_why(change: dict[str, str], reason: str) -> None:
    from app.main import create_app
    from app.settings import UnsafeSettings

    with pytest.raises(UnsafeSettings, match=reason):
        create_app(Settings.model_validate({"mode": "live", **change}))


HAZARDS = ROOT / "docs/safety/hazards.md"
NAMED = re.compile(r"`([a-z_]+/test_[a-z_0-9]+\.py)(?:::(test_\w+))?`")


def test_every_test_that_the_hazard_log_names_is_there() -> None:
    """There, collected and never skipped: a control that no test shows is not shown."""
    named = NAMED.findall(HAZARDS.read_text(encoding="utf-8"))
    assert len(named) > 100
    for file, name in named:
        path = ROOT / "tests" / file
        assert path.exists(), f"the hazard log names {file}, which is gone"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        outside = [one for one in tree.body if not isinstance(one, ast.FunctionDef)]
        assert not _skips(outside), f"the hazard log names {file}, and it can be skipped as a whole"
        functions = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
        tests = {one: node for one, node in functions.items() if one.startswith("test_")}
        assert tests, f"the hazard log names {file}: nothing in it is collected"
        assert not name or name in tests, f"the hazard log names {name}: it is gone, or not collected"
        for one in [name] if name else tests:
            assert not _skips([tests[one]]), f"the hazard log names {one}: it can be skipped"


def _skips(statements: Sequence[ast.stmt]) -> bool:
    """Whether any of these statements, decorators included, skips a test or expects it to fail."""
    found = {ast.unparse(node) for one in statements for node in ast.walk(one) if isinstance(node, ast.Attribute)}
    return any(re.fullmatch(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)", name) for name in found)


def test_every_row_of_the_hazard_log_says_what_shows_it_or_that_nothing_does() -> None:
    lines = [line for line in HAZARDS.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    of_review = {row[0] for row in rows if re.fullmatch(r"H\d+", row[0])}
    assert of_review == {f"H{n}" for n in range(1, 18)}, "each hazard of the first review has its row"
    controls = [row for row in rows if row[0] not in of_review and row[-1] not in ("Shown by", "Section")]
    assert len(controls) > 100
    for cause, control, shown in controls:
        assert shown == "*no test*" or NAMED.search(shown), f"{cause}: neither a test nor *no test*"
        assert control, f"{cause}: no control, and no **open**"


def test_a_nation_without_help_is_refused_at_the_start() -> None:
    from app.main import create_app
    from app.settings import UnsafeSettings

    with pytest.raises(UnsafeSettings, match="ALONGSIDE_NATION"):
        create_app(Settings.model_validate({"mode": "test", "database_url": "sqlite://", "nation": "wale"}))
