"""The past of the demo's service: sixty people whose courses have ended, composed from past_words.py.

What somebody wrote depends on their number alone, and every date counts back from the day of loading.
"""

from datetime import time
from random import Random

from app.content.answers import Answers
from app.demo import past_scores
from app.demo import past_words as words
from app.demo.meetings import of_a_past_course
from app.demo.people import LOW, MATTERS, Decided, Finished, Somebody, Told
from app.enrolments.endings import Agreement, EndCode, Ending, Step
from app.enrolments.rules import PlanDeed
from app.people.rules import Role

COUNT = 60
NAMES = """
Aisha Begum, Alun Rees, Anya Petrova, Beth Carter, Bilal Hussain, Brenda Osei, Carys Lloyd, Chidi Eze, Claire Dunne,
Colin Hart, Dai Morgan, Danika Lewis, Derek Shaw, Eilidh Fraser, Elena Rossi, Esther Cole, Faith Mensah, Farid Aziz,
Fergus Bain, Fiona Webb, Gareth Pugh, Gita Patel, Grace Adu, Hamza Ali, Hannah Frost, Heather Lamb, Ian Doyle,
Imogen Price, Irene Walsh, Ivan Kovac, Jade Miller, Jamal Grant, Jean Tully, Josh Barker, June Holt, Kasia Zielinska,
Keith Rowe, Kiran Shah, Laura Finch, Leon Blake, Lorna Kerr, Maeve Quinn, Malik Warsame, Mina Tanaka, Moira Reid,
Nadia Karim, Neil Cross, Nkechi Obi, Olga Marin, Owen Sykes, Parveen Khan, Paul Gibbs, Rhian Davies, Rosa Vega,
Samir Haddad, Sheila Moss, Tanya Bright, Tom Ashby, Vera Lund, Yusuf Demir
"""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = ("thoughts", "body", "did", "people", "unsure")
OBSTACLES = ("energy", "forget", "point", "practical", "nothing")

Page = tuple[str, str, Answers]
"""A step, its module, and what stands on it."""


def people() -> tuple[Somebody, ...]:
    """The sixty, oldest course first. Two in five stopped before the end, as people do."""
    names = NAMES.replace("\n", " ").split(",")
    return tuple(_somebody(n, name.strip()) for n, name in enumerate(names))


def _somebody(n: int, full_name: str) -> Somebody:
    dice = Random(n)  # noqa: S311 - not a secret: the same people every time
    ended = 350 - n * 27 // 5 - dice.randrange(3)
    enrolled = min(ended + 42 + dice.randrange(30), 388)
    doing_first = enrolled < 198 and n % 3 == 0
    stops = dice.choice((2, 3, 5, 7)) if n % 5 in (1, 3) else None
    leaves_out = doing_first and n % 2 == 0 and stops is None
    goes_again = n % 20 == 7 and stops is None
    pages = _pages(dice, n, MATTERS if doing_first else LOW, only=leaves_out)[:stops]
    steps = _dated(dice, pages + (_again(n) if goes_again else []), enrolled, ended)
    reads = _reads(enrolled, ended)
    return Somebody(
        key=f"past-{n + 1:02}",
        role=Role.PATIENT,
        name=full_name.split()[0],
        full_name=full_name,
        practitioner="practitioner" if n % 2 else "other-practitioner",
        pathway="doing-first" if doing_first else "low-mood-step-by-step",
        enrolled=enrolled,
        steps=steps,
        reads=reads,
        writes_at=time(dice.randrange(7, 22), dice.randrange(60)),
        reads_at=time(dice.randrange(9, 16), dice.randrange(60)),
        told=_told(n, steps, reads),
        decides=_decides(steps, LOW if leaves_out else "", MATTERS if goes_again else ""),
        ended=ended,
        leaves=True,
        account=past_scores.account(n, enrolled=enrolled, ended=ended),
        meetings=of_a_past_course(n, enrolled, ended),
        ending=_ending(n),
    )


def _ending(n: int) -> Ending:
    """Most ended as both had agreed; some earlier, some with a step up that was agreed, one where that was declined."""
    if n % 9 == 4:
        agreed, to = Agreement.NO if n % 2 else Agreement.YES, "One-to-one therapy in the same service"
        return Ending(EndCode.AGREED, step=Step.UP, to=to, agreed=agreed, summary="Both modules. Wants to talk more.")
    return Ending((EndCode.AGREED, EndCode.AGREED, EndCode.EARLIER_THAN_PLANNED, EndCode.EARLIER_THAN_ASKED)[n % 4])


def _pages(dice: Random, n: int, begins_with: str, *, only: bool) -> list[Page]:
    """Both modules, the one they begin with first, or only that."""
    pages = sorted(_first(dice, n) + _second(dice, n), key=lambda page: page[1] != begins_with)
    return [page for page in pages if page[1] == begins_with or not only]


def _again(n: int) -> list[Page]:
    """Another week's diary, from another time through the second module."""
    other = n + COUNT
    return [page for page in _second(Random(other), other) if page[0] == "your-week-as-it-is"]  # noqa: S311 - as above


def _dated(dice: Random, pages: list[Page], enrolled: int, ended: int) -> tuple[Finished, ...]:
    """The pages a few days apart, each on a day of its own before the end. Most are shared, and stay so."""
    gap = min(5, max(1, (enrolled - ended - 4) // len(pages)))
    shared = {step: dice.random() > 0.12 for step, _module, _answers in pages}
    return tuple(
        Finished(step, enrolled - 2 - place * gap, answers, shared=shared[step], module=module)
        for place, (step, module, answers) in enumerate(pages)
    )


def _reads(enrolled: int, ended: int) -> tuple[int, ...]:
    """The practitioner reads about once a fortnight, and once more before the last session."""
    return (*range(enrolled - 8, ended + 1, -14), ended + 1)


def _told(n: int, steps: tuple[Finished, ...], reads: tuple[int, ...]) -> tuple[Told, ...]:
    """Under one shared piece of work of two people in three, on the first day it was read."""
    shared = [one for one in steps if one.shared and one.step in words.TOLD]
    if not shared or n % 3 == 2:
        return ()
    under = shared[n % len(shared)]
    pool = words.TOLD[under.step]
    day = next(day for day in reads if day < under.days)
    return (Told(under.step, day, pool[n // 3 % len(pool)]),)


def _decides(steps: tuple[Finished, ...], left_out: str, again: str) -> tuple[Decided, ...]:
    """A module left out on the day of the second step; another gone through once more, the day before the last."""
    skips = [Decided(PlanDeed.SKIPPED, left_out, steps[1].days)] if left_out else []
    repeats = [Decided(PlanDeed.REPEATED, again, steps[-1].days + 1)] if again else []
    return (*skips, *repeats)


def _first(dice: Random, n: int) -> list[Page]:
    """The first module as this person filled it in. One in six changed a page afterwards."""
    moment = _moment(dice, n)
    gentler: list[Page] = [("a-gentler-pace", LOW, {})] if moment["strength"] in (8, 9) else []
    changed: Answers = {**moment, "did": f"{moment['did']} {words.LATER[n // 6 % len(words.LATER)]}"}
    revised: list[Page] = [("one-hard-moment", LOW, changed)] if n % 6 == 0 else []
    links = [(first, second) for place, first in enumerate(words.LINKS) for second in words.LINKS[place + 1 :]]
    loop: Answers = {"links": list(links[n % len(links)]), "round-again": words.AFTER[n % len(words.AFTER)]}
    made: Answers = {"noticed": words.NOTICED[n % 13], "will-try": words.TRIES[n % 14]}
    return [
        ("how-low-mood-works", LOW, {}),
        ("one-hard-moment", LOW, moment),
        *gentler,
        ("your-own-loop", LOW, loop),
        *revised,
        ("where-to-start", LOW, {"choice": dice.choice(PLACES)}),
        ("what-you-make-of-it", LOW, made),
    ]


def _moment(dice: Random, n: int) -> Answers:
    happened, thoughts, deeds = words.MOMENTS[n % len(words.MOMENTS)]
    time_round = n // len(words.MOMENTS)
    moment: Answers = {
        "what-happened": f"{words.WHEN[n % len(words.WHEN)]} {happened}",
        "thoughts": thoughts[time_round % 2],
        "feelings": ". ".join(dice.sample(words.FEELINGS, 2)) + ".",
        "strength": dice.randrange(3, 10),
        "did": deeds[(time_round + 1) // 2 % 2],
    }
    return moment if n % 7 == 0 else {**moment, "body": dice.choice(words.BODIES)}


def _second(dice: Random, n: int) -> list[Page]:
    """The second module. Who was less than sure of the first step made it smaller."""
    things = [words.ROUTINE[n % 9], words.NECESSARY[n % 10], words.PLEASURE[n % 11]]
    sorts = ("routine", "necessary", "pleasure")
    hard = [dice.randrange(0, 4), dice.randrange(4, 10), dice.randrange(1, 8)]
    kinds: list[dict[str, str | int]] = [
        {"what": what, "sort": sort, "hard": how} for what, sort, how in zip(things, sorts, hard, strict=True)
    ]
    easiest = [what for _, what in sorted(zip(hard, things, strict=True))]
    likely = dice.randrange(4, 11)
    smaller: list[Page] = [("make-it-smaller", MATTERS, _smaller(dice, n))] if likely < 7 else []
    kept: Answers = {"noticed": words.PATTERNS[(n + 4) % 11], "will-try": words.WORTH[n % 12]}
    return [
        ("why-doing-comes-first", MATTERS, {}),
        ("your-week-as-it-is", MATTERS, _week(dice, n, things)),
        ("three-kinds", MATTERS, {"list": kinds}),
        ("easier-and-harder", MATTERS, dict(zip(("easier", "middle", "harder"), easiest, strict=True))),
        ("one-first-step", MATTERS, _first_step(dice, easiest[0], likely)),
        *smaller,
        ("what-you-take-with-you", MATTERS, kept),
    ]


def _week(dice: Random, n: int, things: list[str]) -> Answers:
    days = sorted(dice.sample(DAYS, 3), key=DAYS.index)
    rows: list[dict[str, str | int]] = [
        {
            "day": day,
            "what": what,
            "mood": dice.randrange(2, 7),
            "enjoyed": dice.randrange(1, 8),
            "pleased": dice.randrange(2, 9),
        }
        for day, what in zip(days, things, strict=True)
    ]
    return {"diary": rows, "pattern": words.PATTERNS[n % 11]}


def _first_step(dice: Random, what: str, likely: int) -> Answers:
    return {
        "what": f"{what}, ten minutes",
        "time": f"{dice.randrange(9, 18):02}:30",
        "with": dice.choice(words.COMPANY),
        "obstacle": dice.choice(OBSTACLES),
        "likely": likely,
    }


def _smaller(dice: Random, n: int) -> Answers:
    return {"smaller": words.SMALLER[n % 5], "likely": dice.randrange(7, 10)}
