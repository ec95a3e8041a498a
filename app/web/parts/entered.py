"""By whom something was written down for its patient."""

from app.rendering import gettext as _


def written_by(name: str) -> str:
    """For the team; nothing where the patient wrote it themselves."""
    return _("Written down by %(name)s, as they said it") % {"name": name} if name else ""


def written_for_you(name: str) -> str:
    """For the patient."""
    return _("Written down by %(name)s, as you said it") % {"name": name} if name else ""
