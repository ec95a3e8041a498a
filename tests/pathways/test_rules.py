"""When a module opens and how that is said; what the checks find; form, rule and file say the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.conditions.rules import Condition
from app.content.loader import load_or_refuse
from app.content.schema import Module
from app.pathways import files
from app.pathways.rules import (
    DAYS,
    LONGEST_WAIT,
    MOST_SESSIONS,
    OPENED,
    PREVIOUS,
    Item,
    Pathway,
    Weight,
    can_open,
    check,
    is_open,
    opening,
    publishable,
    rule_parts,
    sentences,
    when,
)
from app.settings import ROOT

LOOP, DOING = "understanding-low-mood", "doing-more-of-what-matters"
AFTER: dict[str, object] = {"fact": PREVIOUS, "is": True}
BY_SAM: dict[str, object] = {"fact": OPENED, "is": True}


def days(n: object) -> dict[str, object]:
    return {"fact": DAYS, "at_least": n}


def rule(opens: object) -> Condition | None:
    return Item.model_validate({"module": LOOP, "opens": opens}).opens


def pathway(*items: Item) -> Pathway:
    return Pathway(title="A way", summary="For somebody.", modules=items)


def after(module: str, *, core: bool = True) -> Item:
    return Item(module=module, core=core, opens=opening(previous=True, days=0, practitioner=False, every=False))


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    return dict(load_or_refuse(ROOT / "modules"))


@pytest.mark.parametrize(
    ("opens", "sentence"),
    [
        (None, "Open from the start."),
        (AFTER, "Opens when you have finished “First”."),
        (days(1), "Opens when 1 day has passed since you began."),
        (days(14), "Opens when 14 days have passed since you began."),
        (BY_SAM, "Opens when Sam opens it."),
        ({"any": [AFTER, BY_SAM]}, "Opens when you have finished “First” or Sam opens it."),
        ({"all": [AFTER, days(7)]}, "Opens when you have finished “First” and 7 days have passed since you began."),
        (
            {"any": [AFTER, days(7), BY_SAM]},
            "Opens when you have finished “First”, 7 days have passed since you began or Sam opens it.",
        ),
    ],
)
def test_a_rule_reads_back_as_one_plain_sentence(opens: object, sentence: str) -> None:
    assert when(rule(opens), "First", "Sam") == sentence


def test_before_anybody_is_allocated_the_sentence_says_your_practitioner_and_without_a_module_before_says_so() -> None:
    assert when(rule({"any": [AFTER, BY_SAM]}), None, None) == (
        "Opens when you have finished the module before it or your practitioner opens it."
    )


@pytest.mark.parametrize(
    ("opens", "finished", "passed", "opened", "expected"),
    [
        (None, False, 0, False, True),
        (AFTER, False, 365, False, False),
        (AFTER, True, 0, False, True),
        (AFTER, False, 0, True, True),
        (days(7), False, 6, False, False),
        (days(7), False, 7, False, True),
        (BY_SAM, True, 365, False, False),
        (BY_SAM, False, 0, True, True),
        ({"all": [AFTER, days(7)]}, True, 6, False, False),
        ({"all": [AFTER, days(7)]}, True, 7, False, True),
        ({"any": [AFTER, days(7)]}, False, 7, False, True),
    ],
)
def test_a_module_is_open_when_its_rule_holds_or_the_practitioner_has_opened_it(
    opens: object, finished: bool, passed: int, opened: bool, expected: bool
) -> None:
    assert is_open(rule(opens), previous_finished=finished, days=passed, opened=opened) is expected


@pytest.mark.parametrize(
    "opens",
    [
        {"fact": PREVIOUS, "is": False},
        {"fact": "mood", "is": True},
        {"not": AFTER},
        {"all": [{"any": [AFTER, BY_SAM]}, days(3)]},
        {"any": [days(7), days(14)]},
        days(0),
        days(LONGEST_WAIT + 1),
        days("7"),
        {"fact": DAYS, "at_most": 7},
        "soon",
    ],
)
def test_a_rule_that_no_form_could_show_is_refused(opens: object) -> None:
    with pytest.raises(ValidationError):
        rule(opens)


def test_the_same_rule_in_another_order_or_with_one_part_is_the_same_rule() -> None:
    assert rule({"any": [BY_SAM, AFTER]}) == rule({"any": [AFTER, BY_SAM]})
    assert rule({"all": [AFTER]}) == rule(AFTER)


forms = st.fixed_dictionaries(
    {
        "previous": st.booleans(),
        "days": st.integers(0, LONGEST_WAIT),
        "sessions": st.integers(0, MOST_SESSIONS),
        "practitioner": st.booleans(),
        "every": st.booleans(),
    }
)


@given(forms)
def test_whatever_a_form_says_is_a_rule_that_the_form_shows_again(form: dict[str, int]) -> None:
    opens = opening(**form)  # type: ignore[arg-type]
    parts = rule_parts(Item(module=LOOP, opens=opens).opens)
    ticks = {"previous": PREVIOUS in parts.facts, "practitioner": OPENED in parts.facts}
    shown = {**ticks, "days": parts.days, "sessions": parts.sessions}
    assert shown == {name: form[name] for name in shown}
    asked = sum(map(bool, shown.values()))
    assert parts.every == bool(form["every"] and asked > 1), "with one part there is nothing to choose"
    assert opening(**shown, every=parts.every) == opens  # type: ignore[arg-type]


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60).filter(
    str.strip
)
items = st.builds(
    lambda module, core, form: Item(module=module, core=core, opens=opening(**form)),
    st.sampled_from([LOOP, DOING, "no-such-module"]),
    st.booleans(),
    forms,
)
pathways = st.builds(
    lambda title, summary, modules: Pathway(title=title, summary=summary, modules=tuple(modules)),
    words,
    words,
    st.lists(items, max_size=8),
)


@given(one=pathways)
def test_a_pathway_written_to_a_file_is_read_as_the_same_pathway(
    one: Pathway, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "a-way.yaml"
    path.write_text(files.written(one), encoding="utf-8")
    read = files.read(path)
    assert read.faults == ()
    assert read.pathway == one
    assert Pathway.model_validate_json(one.model_dump_json(by_alias=True, exclude_defaults=True)) == one


@given(one=pathways)
def test_the_checks_answer_for_any_pathway_and_say_what_where_and_how_to_mend_it(
    one: Pathway, modules: dict[str, Module]
) -> None:
    findings = check(one, modules)
    assert all(each.what and each.mend for each in findings)
    assert all(each.place is None or each.place < len(one.modules) for each in findings)
    assert len(sentences(one, modules)) == len(one.modules)
    if publishable(findings):
        assert all(can_open(one))
        assert any(item.core for item in one.modules)


@pytest.mark.parametrize(
    ("items", "what", "place"),
    [
        ((), "There is no module in it yet", None),
        ((Item(module=LOOP, core=False),), "No module is core", None),
        ((after(LOOP),), "Nothing is open on the first day", None),
        ((after(LOOP),), "“Understanding low mood” can never open", 0),
        ((Item(module="gone"),), "There is no module called gone", 0),
        ((Item(module=LOOP), Item(module=LOOP)), "“Understanding low mood” is in it twice", 1),
        ((Item(module=LOOP, core=False), after(DOING)), "“Doing more of what matters” can never open", 1),
    ],
)
def test_what_would_keep_a_patient_out_stops_publishing(
    items: tuple[Item, ...], what: str, place: int | None, modules: dict[str, Module]
) -> None:
    findings = check(pathway(*items), modules)
    found = next(each for each in findings if each.what == what)
    assert (found.weight, found.place) == (Weight.STOPS, place)
    assert not publishable(findings)


def test_what_waits_for_a_module_that_never_opens_never_opens_itself() -> None:
    assert can_open(pathway(after("a"), after("b"), after("c"))) == [False, False, False]
    opened = Item(module="b", opens=opening(previous=True, days=0, practitioner=True, every=False))
    assert can_open(pathway(after("a"), opened, after("c"))) == [False, True, True]
    both = Item(module="b", opens=opening(previous=True, days=3, practitioner=False, every=True))
    assert can_open(pathway(after("a"), both)) == [False, False]


def test_what_is_optional_keeps_nothing_closed_and_the_sentence_names_the_core_module(
    modules: dict[str, Module],
) -> None:
    one = pathway(Item(module=LOOP), Item(module="extra", core=False), after(DOING))
    assert sentences(one, modules)[2] == "Opens when you have finished “Understanding low mood”."


def test_a_rule_that_names_a_module_before_it_where_there_is_none_is_to_look_at(modules: dict[str, Module]) -> None:
    opens = opening(previous=True, days=0, practitioner=True, every=False)
    findings = check(pathway(Item(module=DOING, opens=opens), Item(module=LOOP)), modules)
    assert publishable(findings)
    assert (findings[0].place, findings[0].weight) == (0, Weight.LOOK)
    assert findings[0].what == "“Doing more of what matters” names the core module before it, and there is none"


def test_a_missing_element_is_said_and_stops_nothing(modules: dict[str, Module]) -> None:
    findings = check(pathway(Item(module=LOOP)), modules)
    assert [each.weight for each in findings] == [Weight.LOOK]
    assert "relapse prevention" in findings[0].what
    assert publishable(findings)


def test_a_fault_in_a_file_names_the_line_and_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "pathways"
    folder.mkdir()
    (folder / "Bad Name.yaml").write_text("title: A\nsummary: B\nmodules: []\n")
    (folder / "crooked.yaml").write_text(
        "title: A\nsummary: B\nmodules:\n  - module: a\n    opens: {fact: mood, is: 1}\n"
    )
    found, faults = files.shipped(tmp_path)
    assert not found
    assert [(fault.file, fault.line) for fault in faults] == [
        ("pathways/Bad Name.yaml", 1),
        ("pathways/crooked.yaml", 5),
    ]


def test_the_pathways_that_come_with_the_modules_can_be_published(modules: dict[str, Module]) -> None:
    found, faults = files.shipped(ROOT / "modules")
    assert found
    assert faults == ()
    assert files.hindrances(ROOT / "modules", modules) == ()
