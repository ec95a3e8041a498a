"""Importing this door brings its screens in."""

from app.web.patient import modules, replies, steps, today
from app.web.patient.door import router

__all__ = ["modules", "replies", "router", "steps", "today"]
