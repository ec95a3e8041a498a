"""Importing this door brings its screens in."""

from app.web.patient import messages, modules, plan, replies, steps, today
from app.web.patient.door import router

__all__ = ["messages", "modules", "plan", "replies", "router", "steps", "today"]
