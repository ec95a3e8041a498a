"""Importing this door brings its screens in."""

from app.web.front_door import account, invitations, login, pages, password
from app.web.front_door.door import router

__all__ = ["account", "invitations", "login", "pages", "password", "router"]
