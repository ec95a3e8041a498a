"""Markdown to HTML. Raw HTML is refused when content is checked, never passed through, and the result is sanitised."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.container import container_plugin

from app.rendering import trusted

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "blockquote", "br", "hr", "a", "aside", "table", "thead"} | {
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
}
ATTRIBUTES = {"a": {"href"}, "aside": {"class", "role"}, "details": {"class"}}
_FENCE = re.compile(r"^:::+\s*([A-Za-z][\w-]*)?")
BOXES = ("example", "note")
"""`::: example A name` and `::: note`: a worked example from somebody's life, and a thing to know."""


def _parser(*, html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": html}).enable("table")
    for box in BOXES:
        parser.use(container_plugin, box, render=_box)
    return parser


def _box(_renderer: RendererProtocol, tokens: list[Token], at: int, _options: OptionsDict, env: dict[str, Any]) -> str:
    folded = dict(env.get("folded", ()))
    if tokens[at].nesting == -1:
        return "</details>\n" if folded else "</aside>\n"
    kind, _, name = tokens[at].info.strip().partition(" ")
    if folded:
        return f'<details class="{kind}"><summary>{escape(name or folded[kind])}</summary>\n'
    title = f"<p><strong>{escape(name)}</strong></p>" if name else ""
    return f'<aside class="{kind}" role="note">{title}\n'


_RENDER = _parser(html=False)
_INSPECT = _parser(html=True)


@lru_cache(maxsize=1024)
def render(body: str, folded: tuple[tuple[str, str], ...] = ()) -> Markup:
    """The body of a step as safe HTML. `folded`: each box is closed until somebody opens it, by its kind's name."""
    html = _RENDER.render(body, {"folded": folded})
    return trusted(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "tel", "sms"}))


def raw_html(body: str) -> Iterator[tuple[int, str]]:
    """Each piece of raw HTML in the body: its line (from 0) and the piece."""
    for token in _INSPECT.parse(body):
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield line, token.content.strip()
        for child in token.children or ():
            if child.type == "html_inline":
                yield line, child.content


def unsupported(body: str) -> Iterator[tuple[int, str]]:
    """What would be shown raw or silently dropped: its line (from 0) and what to do."""
    for line, text in enumerate(body.split("\n")):
        box = _FENCE.match(text)
        if box and box[1] and box[1] not in BOXES:
            yield line, f"there is no box called {box[1]}: use {' or '.join(BOXES)}"
    for token in _RENDER.parse(body):
        if token.tag in {"h1", "h4", "h5", "h6", "pre", "code"} and token.nesting >= 0:
            yield (
                token.map[0] if token.map else 0,
                "only ## and ### headings, lists, tables, quotes and boxes show",
            )
        for child in token.children or ():
            if child.type == "code_inline":
                yield token.map[0] if token.map else 0, "there is no code in a module: take the ` away"
            line = token.map[0] if token.map else 0
            address = str(child.attrs.get("href", ""))
            if child.type == "image":
                yield line, "pictures are drawn by the programme: describe it in words"
            if child.type == "link_open" and not address.startswith(("https:", "tel:", "sms:", "/")):
                yield line, f"{address} is not a safe link: use https, tel or sms"


def plain(body: str) -> str:
    """The words of the body without marks, a line a block: for reading age and for reading aloud."""
    blocks = [token for token in _RENDER.parse(body) if token.type == "inline"]
    return "\n".join("".join(_said(child) for child in block.children or ()) for block in blocks)


def _said(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
