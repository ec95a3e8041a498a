"""How a course ended, in words: the national end codes in the wording of a discharge (clinical.md §4.5)."""

from app.enrolments.endings import TREATED, Agreement, EndCode, Step
from app.rendering import gettext as _
from app.web.parts.plain import Option, Pick


def code_words(code: EndCode) -> str:
    match code:
        case EndCode.AGREED:
            return _("Both agreed that the treatment is complete")
        case EndCode.EARLIER_THAN_PLANNED:
            return _("Ended earlier than the practitioner had planned")
        case EndCode.EARLIER_THAN_ASKED:
            return _("Ended earlier than the patient had asked for")
        case EndCode.DIED_TREATED | EndCode.DIED:
            return _("The patient has died")
        case EndCode.NOT_KNOWN_TREATED | EndCode.NOT_KNOWN:
            return _("Not known")
        case EndCode.NOT_SUITABLE:
            return _("Not suitable, and nothing else arranged")
        case EndCode.SIGNPOSTED:
            return _("Signposted to something else")
        case EndCode.AFTER_ADVICE:
            return _("Ended after advice")
        case EndCode.REFERRED_ON:
            return _("Referred on")
        case EndCode.DECLINED:
            return _("The patient said no to treatment")
        case EndCode.INCOMPLETE:
            return _("The assessment was not completed")
        case EndCode.NOT_ASSESSED:
            return _("Not assessed")


def code_pick() -> Pick:
    """Those who were treated first; nothing is chosen beforehand."""
    treated = tuple(_option(code, _("after treatment")) for code in TREATED)
    others = tuple(_option(code, _("without treatment")) for code in EndCode if code not in TREATED)
    return Pick("code", _("How the course ended"), (*treated, *others))


def _option(code: EndCode, group: str) -> Option:
    return Option(
        str(code.value), code_words(code), _("code %(code)d, %(group)s") % {"code": code.value, "group": group}
    )


def step_words(step: Step) -> str:
    match step:
        case Step.NONE:
            return _("No other support is arranged")
        case Step.UP:
            return _("Stepped up to more support")
        case Step.DOWN:
            return _("Stepped down to less support")
        case Step.ACROSS:
            return _("Moved across to other support")


def agreed_words(agreed: Agreement, name: str) -> str:
    match agreed:
        case Agreement.YES:
            return _("%(name)s agrees") % {"name": name}
        case Agreement.NO:
            return _("%(name)s does not agree") % {"name": name}
        case Agreement.NOT_ASKED:
            return _("%(name)s was not asked") % {"name": name}
