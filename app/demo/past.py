"""The past of the demo's service: sixty people whose courses have ended, composed from a few small pools of words.

What somebody wrote depends on their number alone, and every date counts back from the day of loading.
"""

from random import Random

from app.content.answers import Answers
from app.demo.people import MATTERS, Finished, Somebody, diary
from app.people.rules import Role

COUNT = 60
LOW = "understanding-low-mood"
NAMES = (
    """
Aisha Begum, Alun Rees, Anya Petrova, Beth Carter, Bilal Hussain, Brenda Osei, Carys Lloyd,
Chidi Eze, Claire Dunne, Colin Hart, Dai Morgan, Danika Lewis, Derek Shaw, Eilidh Fraser,
Elena Rossi, Esther Cole, Faith Mensah, Farid Aziz, Fergus Bain, Fiona Webb, Gareth Pugh, Gita Patel,
Grace Adu, Hamza Ali, Hannah Frost, Heather Lamb, Ian Doyle, Imogen Price, Irene Walsh, Ivan Kovac,
Jade Miller, Jamal Grant, Jean Tully, Josh Barker, June Holt, Kasia Zielinska, Keith Rowe,
Kiran Shah, Laura Finch, Leon Blake, Lorna Kerr, Maeve Quinn, Malik Warsame, Mina Tanaka, Moira Reid,
Nadia Karim, Neil Cross, Nkechi Obi, Olga Marin, Owen Sykes, Parveen Khan, Paul Gibbs, Rhian Davies,
Rosa Vega, Samir Haddad, Sheila Moss, Tanya Bright, Tom Ashby, Vera Lund, Yusuf Demir
""".replace("\n", " ")
    .strip()
    .split(", ")
)
MOMENTS = (
    (
        "The garden was brown when I looked out.",
        "I let everything go.",
        "Drew the curtain",
    ),
    (
        "The landlord knocked about the noise.",
        "People here wish I were gone.",
        "Did not put music on for a week",
    ),
    (
        "A form came back because I missed a page.",
        "I used to be able to do this.",
        "Left it on the stairs",
    ),
    (
        "My friend moved to the coast.",
        "It will just be me now.",
        "Did not answer her first message",
    ),
)
FEELINGS = ("Flat", "Ashamed", "Cross with myself", "Lonely", "Worried", "Sad, and then nothing", "Tired", "Small")
BODIES = (
    "Heavy legs",
    "A tight chest",
    "A sore stomach",
    "Could not keep still",
    "A headache by four",
    "Cold",
    "Nothing much",
)
AFTER = (
    "It was quiet for a bit. Then I had it to think about all evening.",
    "The next day was harder to begin.",
    "Nobody asked, so I took it that nobody minded.",
    "It was still there in the morning, and now I was tired too.",
    "I felt safe, and then I felt worse than before.",
)
NOTICED = (
    "I go home first and find a reason after.",
    "It is the same three thoughts in different coats.",
    "When I stop answering people they stop asking, and then I say that nobody asks.",
    "It begins in my body. The thoughts come after.",
    "Evenings with nothing in them are where it gets in.",
    "It is a loop. I did not make it up and it is not who I am.",
)
TRIES = (
    "Text one person back the same day.",
    "Open letters on the day they come, with the radio on.",
    "Walk to the corner and back before deciding about the evening.",
    "Say “I will see” instead of “no”.",
    "Eat something before four.",
    "Keep Sundays for one thing that is mine.",
)
DONE = (
    "Swept the yard",
    "Half an hour at the library",
    "Rang my aunt",
    "Made soup",
    "Sat on the wall with a tea",
    "Sorted one drawer",
    "Fed next door’s cat",
    "Went to the market",
    "Ironed in front of the snooker",
    "Bus to the sea front",
)
PATTERNS = (
    "Better when there is a person in it, even on the phone.",
    "Mornings are low whatever I do. Afternoons can go either way.",
    "Pleased comes before enjoyed. I had not seen that.",
    "The days I call nothing days had two things in them.",
    "Out of the house is nearly always a point or two up.",
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LINKS = ("thoughts-feelings", "feelings-body", "body-did", "did-thoughts", "thoughts-did")
PLACES = ("thoughts", "body", "did", "people")


def people() -> tuple[Somebody, ...]:
    """The sixty, oldest course first. Two in five stopped before the end, as people do."""
    return tuple(_somebody(n) for n in range(COUNT))


def _somebody(n: int) -> Somebody:
    dice = Random(n)  # noqa: S311 - not a secret: the same people every time
    full_name = NAMES[n]
    ended = 350 - n * 27 // 5 - dice.randrange(3)
    length = 42 + dice.randrange(30)
    enrolled = min(ended + length, 388)
    doing_first = enrolled < 198 and n % 4 == 0
    stops = dice.choice((2, 3, 5, 7)) if n % 5 in (1, 3) else 99
    order = _steps(dice, n)
    steps = sorted(order, key=lambda one: one[1] != MATTERS)[:stops] if doing_first else order[:stops]
    gap = max(1, (enrolled - ended - 4) // max(len(steps), 1))
    return Somebody(
        key=f"past-{n + 1:02}",
        role=Role.PATIENT,
        name=full_name.split()[0],
        full_name=full_name,
        practitioner="practitioner" if n % 2 else "other-practitioner",
        pathway="doing-first" if doing_first else "low-mood-step-by-step",
        enrolled=enrolled,
        steps=tuple(
            Finished(step, enrolled - 2 - place * gap, answers, shared=dice.random() > 0.12, module=module)
            for place, (step, module, answers) in enumerate(steps)
        ),
        read=ended + 1,
        ended=ended,
        leaves=True,
    )


def _steps(dice: Random, n: int) -> list[tuple[str, str, Answers]]:
    """Both modules as this person filled them in, in order."""
    happened, thought, did = MOMENTS[n % len(MOMENTS)]
    strong = dice.randrange(3, 10)
    moment: Answers = {
        "what-happened": happened,
        "thoughts": thought,
        "feelings": f"{dice.choice(FEELINGS)}. {dice.choice(FEELINGS)}.",
        "strength": strong,
        "body": f"{dice.choice(BODIES)}.",
        "did": f"{did}.",
    }
    gentler: list[tuple[str, str, Answers]] = [("a-gentler-pace", LOW, {})] if strong >= 8 else []
    loop: Answers = {"links": sorted(dice.sample(LINKS, 2), key=LINKS.index), "round-again": dice.choice(AFTER)}
    things = dice.sample(DONE, 3)
    week: list[dict[str, str | int]] = [
        {
            "day": day,
            "what": what,
            "mood": dice.randrange(2, 7),
            "enjoyed": dice.randrange(1, 8),
            "pleased": dice.randrange(2, 9),
        }
        for day, what in zip(sorted(dice.sample(DAYS, 3), key=DAYS.index), things, strict=True)
    ]
    sorts = ("routine", "necessary", "pleasure")
    kinds: list[dict[str, str | int]] = [
        {"what": what, "sort": sort, "hard": dice.randrange(1, 8)} for what, sort in zip(things, sorts, strict=True)
    ]
    first: Answers = {
        "what": f"{things[0]}, ten minutes",
        "time": f"{dice.randrange(9, 18):02}:30",
        "likely": dice.randrange(7, 11),
    }
    return [
        ("how-low-mood-works", LOW, {}),
        ("one-hard-moment", LOW, moment),
        *gentler,
        ("your-own-loop", LOW, loop),
        ("where-to-start", LOW, {"choice": dice.choice(PLACES)}),
        ("what-you-make-of-it", LOW, {"noticed": dice.choice(NOTICED), "will-try": dice.choice(TRIES)}),
        ("why-doing-comes-first", MATTERS, {}),
        ("your-week-as-it-is", MATTERS, {"diary": diary(*week), "pattern": dice.choice(PATTERNS)}),
        ("three-kinds", MATTERS, {"list": diary(*kinds)}),
        ("easier-and-harder", MATTERS, dict(zip(("easier", "middle", "harder"), things, strict=True))),
        ("one-first-step", MATTERS, first),
        ("what-you-take-with-you", MATTERS, {"noticed": dice.choice(PATTERNS), "will-try": dice.choice(TRIES)}),
    ]
