"""Importing this door brings its screens in."""

from app.web.front_door import login, pages
from app.web.front_door.door import router

__all__ = ["login", "pages", "router"]
