"""The style sheet, the script, the fonts and the pictures: read once at start, addressed by digest, cached for ever."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.rendering import trusted
from app.settings import ROOT

_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9]+)"[^>]*>(.*?)</symbol>', re.DOTALL)
FOLDER = Path(__file__).parent / "static"
FONTS = {
    "interface.woff2": "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "own-words.woff2": "literata/files/literata-latin-wght-normal.woff2",
}
_FACES = {"interface.woff2": "Atkinson Hyperlegible Next", "own-words.woff2": "Literata"}


@dataclass(frozen=True)
class Asset:
    body: bytes
    zipped: bytes
    kind: str


class Assets:
    """Every static file by its hashed name. Serves itself under /static/."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        faces = "".join(
            self._face(name, ROOT / "node_modules/@fontsource-variable" / file) for name, file in FONTS.items()
        )
        self._add("alongside.css", faces + _joined("css"))
        self._add("alongside.js", _joined("js"))
        self._add("favicon.svg", (FOLDER / "favicon.svg").read_text(encoding="utf-8"))

    def address(self, name: str) -> str:
        """Where a file is: its name with the first letters of its digest."""
        return f"/static/{self._names[name]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asset = self._files.get(scope["path"].rpartition("/")[2])
        if asset is None:
            await PlainTextResponse("There is no such file.", status_code=404)(scope, receive, send)
            return
        zips = "gzip" in Headers(scope=scope).get("accept-encoding", "") and len(asset.zipped) < len(asset.body)
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
        if zips:
            headers["content-encoding"] = "gzip"
        body = asset.zipped if zips else asset.body
        await Response(body, media_type=asset.kind, headers=headers)(scope, receive, send)

    def _face(self, name: str, path: Path) -> str:
        """The rule for a typeface whose file the package manager has brought; nothing where it has not."""
        if not path.is_file():
            return ""
        self._add(name, path.read_bytes())
        family = f'font-family:"{_FACES[name]}";font-weight:200 900;font-display:swap'
        return f'@font-face{{{family};src:url("{self.address(name)}") format("woff2")}}\n'

    def _add(self, name: str, content: str | bytes) -> None:
        body = content.encode() if isinstance(content, str) else content
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}.{ending}"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._names[name] = hashed
        self._files[hashed] = Asset(body, gzip.compress(body, 9), kind)


def icons() -> dict[str, Markup]:
    """The drawings of the icons by name; templates write them into the page."""
    drawn = (FOLDER / "icons.svg").read_text(encoding="utf-8")
    return {name: trusted(inner) for name, inner in _SYMBOL.findall(drawn)}


def _joined(kind: str) -> str:
    """The parts of one sheet or script, in the order of their names; each script in a scope of its own."""
    parts = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / kind).glob(f"*.{kind}"))]
    return "\n".join(f"{{\n{part}\n}}" if kind == "js" else part for part in parts)
