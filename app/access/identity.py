"""From a cookie to a person, and back."""

from datetime import datetime

from fastapi import Request, Response
from sqlmodel import Session

from app.people.actions import token_hash
from app.people.queries import SignedIn, signed_in
from app.settings import Settings


def of(db: Session, request: Request, settings: Settings, *, at: datetime) -> SignedIn | None:
    """Who is asking, if their login goes on."""
    token = request.cookies.get(settings.cookie)
    return signed_in(db, token_hash(token), at=at) if token else None


def give(response: Response, token: str, settings: Settings) -> None:
    """The cookie of a new login; it lasts as long as the browser's window."""
    response.set_cookie(settings.cookie, token, secure=settings.https, httponly=True, samesite="lax", path="/")


def take(response: Response, settings: Settings) -> None:
    response.delete_cookie(settings.cookie, secure=settings.https, httponly=True, samesite="lax", path="/")


def network(request: Request) -> str:
    """Where a request comes from, as far as the server that took it can tell."""
    return request.client.host if request.client else ""
