"""An invitation: who invites, what this is, who sees what, a password of one's own. Looking changes nothing."""

from dataclasses import dataclass

from fastapi import Response
from fastapi.responses import RedirectResponse

from app.access import identity
from app.access.door import Visit
from app.journey import joining
from app.people import actions as people
from app.people import queries
from app.people.actions import token_hash
from app.people.invitations import Gone, HasAccount, UnfitPassword
from app.people.queries import Invited
from app.people.rules import Role, Standing
from app.rendering import clock_time, day
from app.rendering import gettext as _
from app.web.front_door.door import router
from app.web.front_door.links import GonePage, gone, has_account, to_log_in
from app.web.parts.frame import HOME, page
from app.web.parts.plain import Box, new_password_boxes, problems, unfit_words, wrong_password
from app.web.parts.worksheet import Problem


@dataclass(frozen=True)
class InvitationPage:
    action: str
    title: str
    role: Role
    email: str
    practitioner: str
    until: str
    somebody: str
    boxes: tuple[Box, ...]
    problems: tuple[Problem, ...]


@router.page("/invitation/{token}")
def invitation(visit: Visit, token: str) -> Response:
    invited = queries.invitation(visit.db, token_hash(token), at=visit.at)
    if invited is None or invited.standing is not Standing.OPEN:
        return _gone(visit, invited)
    return _page(visit, token, invited)


@router.act("/invitation/{token}")
def accept(visit: Visit, token: str) -> Response:
    invited = queries.invitation(visit.db, token_hash(token), at=visit.at)
    if invited is None:
        return _gone(visit, None)
    if error := wrong_password(visit):
        return _page(visit, token, invited, error)
    place = identity.place(visit.request, visit.house.settings)
    try:
        opened = joining.accept(visit.db, token, visit.typed("password"), place, at=visit.at)
    except UnfitPassword as unfit:
        return _page(visit, token, invited, unfit_words(unfit.reason))
    except Gone:
        return _gone(visit, queries.invitation(visit.db, token_hash(token), at=visit.at))
    except HasAccount:
        return gone(visit, Standing.USED, has_account())
    if visit.signed_in:
        people.sign_out(visit.db, visit.signed_in, at=visit.at)
    response = RedirectResponse(HOME[opened.who.role], status_code=303)
    identity.give(response, opened.token, visit.house.settings)
    return response


def _page(visit: Visit, token: str, invited: Invited, error: str = "") -> Response:
    boxes = new_password_boxes(error)
    content = InvitationPage(
        action=f"/invitation/{token}",
        title=_title(invited),
        role=invited.role,
        email=invited.email,
        practitioner=invited.practitioner or "",
        until=_("%(day)s at %(time)s") % {"day": day(invited.expires_at), "time": clock_time(invited.expires_at)},
        somebody=visit.signed_in.who.name if visit.signed_in else "",
        boxes=boxes,
        problems=problems(boxes),
    )
    return page(visit, "front_door/invitation.html", content, status=422 if error else 200)


def _title(invited: Invited) -> str:
    if invited.inviter:
        return _("%(inviter)s invites you to Alongside") % {"inviter": invited.inviter}
    return _("You are invited to Alongside")


def _gone(visit: Visit, invited: Invited | None) -> Response:
    """The four ways in which a link is no use, each with what to do."""
    standing = invited.standing if invited else Standing.UNKNOWN
    whom = (invited.inviter if invited else None) or _("the person who invited you")
    match standing:
        case Standing.USED | Standing.OPEN:  # open: another press of the same button has just gone first
            content = to_log_in(
                _("This invitation has been accepted"),
                _("A link works once. Log in with your e-mail address and the password you chose."),
            )
        case Standing.EXPIRED:
            content = _start(
                _("This invitation has run out"),
                _("It was good for 7 days. Ask %(whom)s for a new one.") % {"whom": whom},
            )
        case Standing.WITHDRAWN:
            content = _start(
                _("This invitation no longer works"),
                _("There may be a newer one in your messages. If not, ask %(whom)s.") % {"whom": whom},
            )
        case Standing.UNKNOWN:
            content = _start(
                _("We don’t know this link"),
                _("Part of it may be missing. Copy the whole link, or ask %(whom)s for a new one.") % {"whom": whom},
            )
    return gone(visit, standing, content)


def _start(title: str, lead: str) -> GonePage:
    return GonePage(title, lead, "/", _("Go to the start"))
