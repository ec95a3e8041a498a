"""The ceiling: FastAPI giving the very bytes that the app gave, from memory. No login, no database, no template."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Response

from app.access.door import pairs
from app.content.answers import Pairs

ANSWERS = "BENCH_ANSWERS"
"""The variable that says in which file the answers are."""
_ITS_OWN = {"date", "server", "content-length"}  # the server writes these itself


def keep(path: Path, answers: Iterable[tuple[str, str, bytes]]) -> str:
    """Writes answers down for `create_app`: method, address and what came over the wire. Gives back the path."""
    path.write_text(json.dumps([_taken_apart(*one) for one in answers]), encoding="utf-8")
    return str(path)


def _taken_apart(method: str, address: str, answer: bytes) -> dict[str, object]:
    head, _, body = answer.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    kept = {name: value for name, value in headers.items() if name not in _ITS_OWN}
    return {"method": method, "path": address, "status": int(first.split()[1]), "headers": kept, "body": body}


def create_app() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for one in json.loads(Path(os.environ[ANSWERS]).read_text(encoding="utf-8")):
        answer = _always(one["body"].encode(), one["status"], one["headers"])
        endpoint = _with_form(answer) if one["method"] == "POST" else answer
        app.add_api_route(one["path"], endpoint, methods=[one["method"]], response_model=None)
    return app


def _always(body: bytes, status: int, headers: dict[str, str]) -> Callable[[], Response]:
    def answer() -> Response:  # a plain function, which runs in a thread, as the app's own handlers do
        return Response(body, status, headers)

    return answer


def _with_form(answer: Callable[[], Response]) -> Callable[..., Response]:
    def endpoint(_form: Annotated[Pairs, Depends(pairs)]) -> Response:
        return answer()

    return endpoint
