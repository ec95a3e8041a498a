"""Importing this door brings its screens in."""

from app.web.patient import modules, steps, today
from app.web.patient.door import router

__all__ = ["modules", "router", "steps", "today"]
