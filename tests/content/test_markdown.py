"""The Markdown of a step becomes safe HTML, and plain words for reading aloud."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.markdown import TAGS, plain, raw_html, render


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One line.", "<p>One line.</p>\n"),
        ("One\n\ntwo", "<p>One</p>\n<p>two</p>\n"),
        ("A **strong** and *soft* word", "<p>A <strong>strong</strong> and <em>soft</em> word</p>\n"),
        ("## A part\n\n### A smaller one", "<h2>A part</h2>\n<h3>A smaller one</h3>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("---", "<hr>\n"),
        ("it’s “fine” – é 🙂", "<p>it’s “fine” – é 🙂</p>\n"),
        ("", ""),
    ],
)
def test_plain_markdown_is_set_as_written(body: str, html: str) -> None:
    assert render(body) == html


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("<script>alert(1)</script>", [(0, "<script>alert(1)</script>")]),
        ("Hello.\n\n<div>\nhi\n</div>", [(2, "<div>\nhi\n</div>")]),
        ("a <b>b</b>", [(0, "<b>"), (0, "</b>")]),
        ("one\n\ntwo <img src=x onerror=alert(1)>", [(2, "<img src=x onerror=alert(1)>")]),
        ("<!-- hidden -->", [(0, "<!-- hidden -->")]),
        ("- item\n- <i>item</i>", [(1, "<i>"), (1, "</i>")]),
        ("::: note\n<i>x</i>\n:::", [(1, "<i>"), (1, "</i>")]),
        ("| a |\n|---|\n| <i>x</i> |", [(2, "<i>"), (2, "</i>")]),
    ],
)
def test_raw_html_is_found_with_its_line_and_shown_as_the_letters_it_is(
    body: str, pieces: list[tuple[int, str]]
) -> None:
    assert list(raw_html(body)) == pieces
    html = render(body)
    for _, piece in pieces:
        assert piece not in html
        assert piece.split()[0].split(">")[0].replace("<", "&lt;") in html


@pytest.mark.parametrize(
    "body", ["1 < 2 and 3 > 2", "I <3 my cat", "`<b>`", "a &lt;b&gt; c", "2 <5", "<https://a.org>"]
)
def test_an_angle_that_is_no_html_is_not_taken_for_it(body: str) -> None:
    assert list(raw_html(body)) == []


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x0A;script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x01;javascript:alert(1)",
        "<javascript:alert(1)>",
        "vbscript:msgbox(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "http://example.org",
        "ftp://example.org",
        "mailto:a@example.org",
    ],
)
def test_a_link_goes_only_where_it_is_safe_to_go(target: str) -> None:
    for body in (f"[words]({target})", f"[words][one]\n\n[one]: {target}", f"<{target}>"):
        hrefs = re.findall(r'href="([^"]*)"', str(render(body)))
        assert all(not re.match(r"[a-z]+:", href, re.IGNORECASE) for href in hrefs), f"{body} links to {hrefs}"


@pytest.mark.parametrize("target", ["https://example.org/a?b=1", "tel:116123", "sms:85258?body=SHOUT", "/me/modules"])
def test_a_link_to_a_page_a_telephone_or_a_text_is_kept(target: str) -> None:
    assert f'<a href="{target}"' in render(f"[words]({target})")
    assert plain(f"[words]({target})") == "words"


@pytest.mark.parametrize(
    "body",
    ["![words](https://example.org/x.png)", "![x](javascript:alert(1))", '[a](https://a.org "x\\" onclick=\\"y")'],
)
def test_no_picture_and_no_handler_gets_in(body: str) -> None:
    html = render(body)
    assert "<img" not in html
    assert not re.search(r"<[^>]*\sonclick=", re.sub(r'"[^"]*"', '""', html))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "::: example Amir, 44\nHe *sat*.\n:::",
            '<aside class="example" role="note"><p><strong>Amir, 44</strong></p>\n<p>He <em>sat</em>.</p>\n</aside>\n',
        ),
        ("::: note\nHi.\n:::", '<aside class="note" role="note">\n<p>Hi.</p>\n</aside>\n'),
        (
            "::: note A & <b>\nHi.\n:::",
            '<aside class="note" role="note"><p><strong>A &amp; &lt;b&gt;</strong></p>\n<p>Hi.</p>\n</aside>\n',
        ),
    ],
)
def test_a_box_has_its_kind_and_its_name(body: str, html: str) -> None:
    assert render(body) == html


def test_only_the_two_boxes_there_are_become_boxes() -> None:
    assert "<aside" not in render("::: warning\nHi.\n:::")
    assert "onclick=" not in re.sub(r">[^<]*<", "><", str(render('::: note" onclick="x\nHi.\n:::')))


def test_a_table_keeps_its_rows_and_heads() -> None:
    html = render("| Day | Mood |\n|-----|-----:|\n| Monday | 3 |\n| Tuesday | **4** |")
    assert html.count("<tr>") == 3
    assert "<th>Day</th>" in html
    assert "<td>Monday</td>" in html
    assert "<strong>4</strong>" in html


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("A **strong** and *soft* [link](https://a.org).", "A strong and soft link."),
        ("One\ntwo\n\nthree", "One two\nthree"),
        ("a  \nb", "a b"),
        ("## Head\n\n- one\n- **two**: three", "Head\none\ntwo: three"),
        ("> said", "said"),
        ("::: example Amir\nHe rang.\n:::", "He rang."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\nb\n1\n2"),
        ("`code` & “quotes”", "code & “quotes”"),
        ("a &amp; b", "a & b"),
        ("---", ""),
        ("", ""),
    ],
)
def test_the_plain_words_have_no_marks_and_a_line_a_block(body: str, words: str) -> None:
    assert plain(body) == words


_odd = st.lists(
    st.sampled_from([*"<>&\"'[]()!*_`|:-#\n ab/=", "script", "<img ", "javascript:", "onerror=", "](", "::: note\n"]),
    max_size=40,
).map("".join)


@given(_odd)
def test_nothing_that_is_written_becomes_a_tag_we_do_not_use(body: str) -> None:
    html = str(render(body))
    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= TAGS
    bare = re.sub(r'"[^"]*"', '""', html)
    assert not re.search(r"<[^>]*\son[a-z]+=", bare)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html)).lower()
    plain(body)
    list(raw_html(body))
