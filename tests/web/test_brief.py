"""The session brief: what happened, in the patient's words; what stood there in full is seen, a part is not."""

from tests.cast import MODULE, Cast, fill_in


def brief(cast: Cast, key: str) -> str:
    return f"/practice/patients/{cast.id(key)}/brief"


def test_the_brief_holds_progress_words_conclusions_and_what_is_not_started(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    page = sam.get(brief(cast, "amina")).text
    assert "I go quiet first and feel bad about it second." in page
    assert "Finished “Understanding low mood”" in page
    assert "2 of 6 steps done" in page
    rowan = sam.get(brief(cast, "patient")).text
    assert "Opens when you have finished “Understanding low mood” or Sam opens it." in rowan


def test_it_says_the_same_all_day_and_tomorrow_only_what_is_new(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    first = sam.get(brief(cast, "amina")).text
    assert sam.get(brief(cast, "amina")).text == first


def test_what_stood_in_full_is_seen_and_an_excerpt_is_not(cast: Cast) -> None:
    sam, rowan = cast.signed_in("practitioner"), cast.signed_in("patient")
    long = "It went on like this for most of the afternoon. " * 40
    answers = {"what-happened": long, "thoughts": "Short.", "feelings": long, "body": long, "did": long}
    fill_in(rowan, "one-hard-moment", answers)
    fill_in(rowan, "your-own-loop", {"round-again": "A short one."})
    page = sam.get(brief(cast, "patient")).text
    assert "This is part of it." in page
    assert "A short one." in page
    module = rowan.get(MODULE).text
    assert "You changed it since." in module, "the longer one is not seen in its new version"
    assert module.count("Seen by Sam") == 2
    sam.get(f"/practice/patients/{cast.id('patient')}")
    assert "You changed it since." not in rowan.get(MODULE).text


def test_nothing_private_and_no_draft_is_in_it(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    assert "keep to myself" not in sam.get(brief(cast, "callum")).text
    assert "On Monday I felt" not in sam.get(brief(cast, "patient")).text


def test_a_brief_of_a_course_that_ended_and_of_one_that_did_not_begin_can_be_read(cast: Cast) -> None:
    sam = cast.signed_in("practitioner")
    for key in ("ended-patient", "marek"):
        assert sam.get(brief(cast, key)).status_code == 200
