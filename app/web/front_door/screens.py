"""Importing this door brings its screens in."""

from app.web.front_door import (
    account,
    codes,
    devices,
    invitations,
    login,
    onward,
    own_code,
    pages,
    password,
    set_up_code,
)
from app.web.front_door.door import router

__all__ = [
    "account",
    "codes",
    "devices",
    "invitations",
    "login",
    "onward",
    "own_code",
    "pages",
    "password",
    "router",
    "set_up_code",
]
