"""What the programme itself says to somebody: never in a wording that they have asked it to avoid.

The fixed text of a module is not chosen for one person, and stays as it is. The page of the preference card says so.
"""

from app.access.door import Visit
from app.people.queries import practitioner_of
from app.people.wordings import avoids
from app.rendering import gettext as _


def says(visit: Visit, *sentences: str) -> str:
    """The sentences that use no avoided wording, in a row; nothing where all are held back."""
    wordings = visit.signed_in.avoids if visit.signed_in else ()
    return " ".join(one for one in sentences if one and not avoids(one, wordings))


def practitioner_name(visit: Visit) -> str:
    """Who sees what is shared, by name where somebody is named."""
    who = practitioner_of(visit.db, visit.who.id)
    return who.name if who else _("your practitioner")
