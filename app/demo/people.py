"""Who is in the demo, and what each of them wrote. The tests tell their stories with the same people."""

from dataclasses import dataclass, field
from datetime import time

from app.content.answers import Answers
from app.demo.meetings import NONE, Ahead, Meetings
from app.demo.telling import NOTHING, Account
from app.enrolments.endings import EndCode, Ending
from app.enrolments.rules import PlanDeed
from app.people.rules import Role
from app.sessions.rules import Mode

AS_AGREED = Ending(EndCode.AGREED)
LOW = "understanding-low-mood"
MATTERS = "doing-more-of-what-matters"
TOGETHER = "starting-together"
EVENING = time(19, 20)


@dataclass(frozen=True)
class Finished:
    """A step, finished so many days ago. The same step again is a change of its answers."""

    step: str
    days: int
    answers: Answers = field(default_factory=dict)
    shared: bool = True
    module: str = LOW
    heard: bool = False
    """Whether the practitioner wrote it down, as it was said."""


@dataclass(frozen=True)
class Told:
    """What the practitioner wrote under a step, so many days ago."""

    step: str
    days: int
    words: str


@dataclass(frozen=True)
class Decided:
    """What the patient did to a module of their plan, so many days ago."""

    deed: PlanDeed
    module: str
    days: int


@dataclass(frozen=True)
class Somebody:
    """One of the cast. `practitioner` and `steps` are a patient's; `reads` is when the practitioner looked."""

    key: str
    role: Role
    name: str
    full_name: str
    practitioner: str = ""
    pathway: str = "low-mood-step-by-step"
    enrolled: int = 0
    steps: tuple[Finished, ...] = ()
    reads: tuple[int, ...] = ()
    writes_at: time = EVENING
    reads_at: time = EVENING
    ended: int | None = None
    told: tuple[Told, ...] = ()
    decides: tuple[Decided, ...] = ()
    rests: int | None = None
    """Since how many days they have been resting."""
    ending: Ending = AS_AGREED
    """How the course ended, where it did."""
    leaves: bool = False
    """Nobody supports them any more once the course has ended."""
    draft: Finished | None = None
    account: Account = NOTHING
    """What they answer to measures, where it is not told in telling.py."""
    meetings: Meetings = NONE
    """Their sessions, where they are not told in meetings.py."""

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


def diary(*rows: dict[str, str | int]) -> list[dict[str, str | int]]:
    return list(rows)


STAFF = (
    Somebody("lead", Role.SERVICE_LEAD, "Priya", "Priya Nair"),
    Somebody("practitioner", Role.PRACTITIONER, "Sam", "Sam Okafor"),
    Somebody("other-practitioner", Role.PRACTITIONER, "Alex", "Alex Byrne"),
    Somebody("duty", Role.PRACTITIONER, "Morgan", "Morgan Ellis"),
)

ROWAN = Somebody(
    "patient",
    Role.PATIENT,
    "Rowan",
    "Rowan Hale",
    practitioner="practitioner",
    enrolled=9,
    reads=(3,),
    steps=(
        Finished("how-low-mood-works", 6),
        Finished(
            "one-hard-moment",
            5,
            {
                "what-happened": "Sunday, about four. I was on the sofa and remembered the report I sent in late.",
                "thoughts": "I’ve let the whole team down. They’ll think I can’t do the job.",
                "feelings": "Dread. Ashamed.",
                "strength": 8,
                "body": "Heavy. I hadn’t slept much since Thursday.",
                "did": "Didn’t go to the allotment. Turned my phone over and watched nothing much until ten.",
            },
        ),
        Finished("a-gentler-pace", 5),
    ),
    told=(
        Told(
            "one-hard-moment",
            3,
            "Thank you for writing down a Sunday as it was. You noticed that turning the phone over came after the "
            "thought about the team, not before. What was the first thing in your body?",
        ),
    ),
    draft=Finished("your-own-loop", 1, {"links": ["thoughts-feelings"], "round-again": "On Monday I felt"}),
)

AMINA = Somebody(
    "amina",
    Role.PATIENT,
    "Amina",
    "Amina Rahman",
    practitioner="practitioner",
    enrolled=20,
    steps=(
        Finished("how-low-mood-works", 14),
        Finished(
            "one-hard-moment",
            11,
            {
                "what-happened": "My sister rang about Mum’s birthday. I was in the kitchen with the children.",
                "thoughts": "Everyone manages but me.",
                "feelings": "Flat, and a bit cross.",
                "strength": 6,
                "body": "Tight across my shoulders.",
                "did": "Said I was busy and put the phone in a drawer.",
            },
        ),
        Finished(
            "your-own-loop",
            7,
            {
                "links": ["thoughts-did", "did-thoughts"],
                "round-again": "It was quiet for an hour. Then I felt worse because I had not rung back.",
            },
        ),
        Finished("where-to-start", 5, {"choice": "people"}),
        Finished(
            "what-you-make-of-it",
            4,
            {
                "noticed": "I go quiet first and feel bad about it second. I had it the other way round.",
                "will-try": "Send her one line on Saturday, even if it is short.",
            },
        ),
        Finished("why-doing-comes-first", 3, module=MATTERS),
        Finished(
            "your-week-as-it-is",
            2,
            {
                "diary": diary(
                    {"day": "thu", "what": "School run, then back to bed", "mood": 3, "enjoyed": 1, "pleased": 4},
                    {"day": "fri", "what": "Made dal with my eldest", "mood": 5, "enjoyed": 6, "pleased": 6},
                    {"day": "sat", "what": "Sent my sister one line", "mood": 5, "enjoyed": 4, "pleased": 8},
                ),
                "pattern": "Mornings are the worst. It lifts a bit when there is someone in the kitchen.",
            },
            module=MATTERS,
        ),
    ),
)

CALLUM = Somebody(
    "callum",
    Role.PATIENT,
    "Callum",
    "Callum Reid",
    practitioner="practitioner",
    enrolled=12,
    steps=(
        Finished("how-low-mood-works", 4),
        Finished(
            "one-hard-moment",
            2,
            {
                "what-happened": "Night shift, about three. Nobody in but me.",
                "thoughts": "Something I would rather keep to myself for now.",
                "feelings": "Lonely.",
                "strength": 5,
            },
            shared=False,
        ),
    ),
)

MAREK = Somebody("marek", Role.PATIENT, "Marek", "Marek Nowak", practitioner="practitioner", enrolled=1)

KIT = Somebody(
    "other-patient",
    Role.PATIENT,
    "Kit",
    "Kit Marlow",
    practitioner="other-practitioner",
    enrolled=8,
    reads=(1,),
    steps=(
        Finished("how-low-mood-works", 6),
        Finished(
            "one-hard-moment",
            4,
            {
                "what-happened": "The bus went past full. I walked home instead of going to the club.",
                "thoughts": "Typical. No point.",
                "feelings": "Fed up.",
                "strength": 4,
                "body": "Cold and tired.",
                "did": "Went to bed at seven.",
            },
        ),
    ),
)

JOYCE = Somebody(
    "ended-patient",
    Role.PATIENT,
    "Joyce",
    "Joyce Adeyemi",
    practitioner="practitioner",
    enrolled=120,
    reads=(80,),
    ended=30,
    ending=Ending(
        EndCode.AGREED,
        "I know what to do on a grey Sunday now, and whom to ring.",
        summary="Four sessions and both modules. Sings again on Thursdays. Knows her first signs and how to come back.",
    ),
    steps=(
        Finished("how-low-mood-works", 110),
        Finished(
            "one-hard-moment",
            108,
            {
                "what-happened": "First Friday after I retired. I had my coat on and nowhere to go.",
                "thoughts": "That’s me done, then.",
                "feelings": "Empty.",
                "strength": 7,
                "body": "Restless. Could not sit.",
                "did": "Took the coat off and sat by the window.",
            },
        ),
        Finished("your-own-loop", 100, {"links": ["body-did"], "round-again": "By Monday I had not been out at all."}),
        Finished("where-to-start", 98, {"choice": "did"}),
        Finished(
            "what-you-make-of-it",
            96,
            {
                "noticed": "It is worst on days with nothing in them. That is not the same as being finished.",
                "will-try": "Put one thing on each Friday. The library is warm.",
            },
        ),
        Finished("why-doing-comes-first", 90, module=MATTERS),
        Finished(
            "your-week-as-it-is",
            88,
            {
                "diary": diary(
                    {"day": "mon", "what": "Sat by the window", "mood": 2, "enjoyed": 0, "pleased": 0},
                    {"day": "fri", "what": "Library, an hour", "mood": 5, "enjoyed": 5, "pleased": 7},
                ),
                "pattern": "Fridays are up. The window is not a rest, it is just a window.",
            },
            module=MATTERS,
        ),
        Finished(
            "three-kinds",
            84,
            {
                "list": diary(
                    {"what": "Porridge, not just tea", "sort": "routine", "hard": 2},
                    {"what": "Ring about the pension", "sort": "necessary", "hard": 7},
                    {"what": "Bench by the canal", "sort": "pleasure", "hard": 4},
                )
            },
            module=MATTERS,
        ),
        Finished(
            "easier-and-harder",
            84,
            {"easier": "Porridge", "middle": "Bench by the canal", "harder": "The pension"},
            module=MATTERS,
        ),
        Finished(
            "one-first-step",
            83,
            {"what": "Bench by the canal, ten minutes", "time": "11:00", "with": "The dog next door", "likely": 8},
            module=MATTERS,
        ),
        Finished(
            "what-you-take-with-you",
            80,
            {
                "noticed": "I was not lazy. There was nothing in the day to get up for.",
                "will-try": "Canal on Mondays. Worth it if I have something to tell.",
            },
            module=MATTERS,
        ),
    ),
)

THEO = Somebody(
    "theo",
    Role.PATIENT,
    "Theo",
    "Theo Lindqvist",
    practitioner="other-practitioner",
    pathway="doing-first",
    enrolled=24,
    reads=(5,),
    decides=(Decided(PlanDeed.SKIPPED, LOW, 20),),
    steps=(
        Finished("why-doing-comes-first", 20, module=MATTERS),
        Finished(
            "your-week-as-it-is",
            12,
            {
                "diary": diary(
                    {"day": "tue", "what": "Half a shift, then home", "mood": 4, "enjoyed": 3, "pleased": 5},
                    {"day": "wed", "what": "Five-a-side, in goal", "mood": 6, "enjoyed": 7, "pleased": 7},
                    {"day": "sun", "what": "In bed until two", "mood": 2, "enjoyed": 1, "pleased": 0},
                ),
                "pattern": "I say I cannot face people. Wednesday was people.",
            },
            module=MATTERS,
            heard=True,
        ),
    ),
)

WREN = Somebody(
    "wren",
    Role.PATIENT,
    "Wren",
    "Wren Okoro",
    practitioner="other-practitioner",
    enrolled=30,
    reads=(10,),
    rests=6,
    steps=(
        Finished("how-low-mood-works", 28),
        Finished(
            "one-hard-moment",
            21,
            {
                "what-happened": "Handover ran late and nobody had kept me a chair.",
                "thoughts": "Nobody would notice if I did not come in.",
                "feelings": "Left out.",
                "strength": 6,
                "body": "Hot face.",
                "did": "Stood by the door and said I liked standing.",
            },
        ),
    ),
)

FARAH = Somebody(
    "farah",
    Role.PATIENT,
    "Farah",
    "Farah Siddiqui",
    practitioner="other-practitioner",
    pathway="doing-first",
    enrolled=41,
    reads=(32, 18, 4),
    decides=(Decided(PlanDeed.SKIPPED, LOW, 37),),
    told=(
        Told(
            "your-week-as-it-is",
            32,
            "The lane you swam for yourself is the highest number on the page. I would like to hear about that one.",
        ),
    ),
    steps=(
        Finished("why-doing-comes-first", 38, module=MATTERS),
        Finished(
            "your-week-as-it-is",
            34,
            {
                "diary": diary(
                    {"day": "mon", "what": "Taught the little ones, then sat in the car", "mood": 4, "pleased": 5},
                    {
                        "day": "thu",
                        "what": "Two lengths for me before they came",
                        "mood": 6,
                        "enjoyed": 7,
                        "pleased": 8,
                    },
                    {"day": "sat", "what": "Marking, in my dressing gown", "mood": 3, "enjoyed": 1, "pleased": 4},
                ),
                "pattern": "I am at the pool every day and hardly ever in it.",
            },
            module=MATTERS,
        ),
        Finished(
            "three-kinds",
            27,
            {
                "list": diary(
                    {"what": "Dressed before ten on Saturdays", "sort": "routine", "hard": 3},
                    {"what": "Ring the garage", "sort": "necessary", "hard": 6},
                    {"what": "Four lengths, alone", "sort": "pleasure", "hard": 2},
                )
            },
            module=MATTERS,
        ),
        Finished(
            "easier-and-harder",
            25,
            {
                "easier": "Four lengths, alone",
                "middle": "Dressed before ten on Saturdays",
                "harder": "Ring the garage",
            },
            module=MATTERS,
        ),
        Finished(
            "one-first-step",
            21,
            {"what": "Four lengths before the first class", "time": "08:20", "obstacle": "energy", "likely": 6},
            module=MATTERS,
        ),
        Finished("make-it-smaller", 21, {"smaller": "Get in. That is all.", "likely": 9}, module=MATTERS),
        Finished(
            "what-you-take-with-you",
            6,
            {
                "noticed": "Getting in was the whole of it. I never once got straight out again.",
                "will-try": "Thursdays and Saturdays. Worth it if I drive home with the radio on.",
            },
            module=MATTERS,
        ),
    ),
)

NIA = Somebody(
    "nia",
    Role.PATIENT,
    "Nia",
    "Nia Roberts",
    practitioner="practitioner",
    pathway="beginning-together",
    enrolled=2,
    steps=(
        Finished("who-does-what", 1, module=TOGETHER),
        Finished(
            "how-you-like-to-work",
            1,
            {
                "helps": "It helps when somebody asks and then waits.",
                "avoid": "Calls before ten. I do night shifts.",
                "pace": "slow",
            },
            module=TOGETHER,
        ),
    ),
    meetings=Meetings(
        ahead=(Ahead(3, time(13), Mode.IN_PERSON, "Room 3, second floor"),),
        wants=((1, "What happens with what I write here."),),
    ),
)
"""Has begun this week, on the pathway that begins in the first session. In the demo alone, not among the cast."""

PATIENTS = (ROWAN, AMINA, CALLUM, MAREK, KIT, THEO, WREN, FARAH, JOYCE)
EVERYBODY = (*STAFF, *PATIENTS)
