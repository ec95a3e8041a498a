"""The parts of a safety plan in words of our own: a heading and a hint for each."""

from typing import assert_never

from app.rendering import gettext as _
from app.safety.rules import Part


def heading(part: Part) -> str:
    match part:
        case Part.SIGNS:
            return _("My signs that it is getting hard")
        case Part.MYSELF:
            return _("What I can do by myself")
        case Part.PLACES:
            return _("People and places that take my mind off it")
        case Part.PEOPLE:
            return _("People I can ask for help")
        case Part.SERVICES:
            return _("Services and professionals")
        case Part.SURROUNDINGS:
            return _("Making my surroundings safer")
        case Part.REASONS:
            return _("My reasons to keep going")
        case _:
            assert_never(part)


def hint(part: Part) -> str:
    match part:
        case Part.SIGNS:
            return _("Thoughts, feelings, or things you do. How would you notice?")
        case Part.MYSELF:
            return _("Small things that have helped before, even a little.")
        case Part.PLACES:
            return _("You do not have to say how you are. Company or a change of place can be enough.")
        case Part.PEOPLE:
            return _("Names and telephone numbers. Who can you tell that it is hard?")
        case Part.SERVICES:
            return _("Your GP, your team, others who know you, with their numbers. The numbers below are always there.")
        case Part.SURROUNDINGS:
            return _("What could be out of reach, and who could keep it for you?")
        case Part.REASONS:
            return _("People, animals, plans, things you care about. Small ones count.")
        case _:
            assert_never(part)
