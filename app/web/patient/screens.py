"""Importing this door brings its screens in."""

from app.web.patient import (
    drafts,
    messages,
    modules,
    my_practitioner,
    plan,
    replies,
    settings,
    steps,
    today,
    who_looked,
)
from app.web.patient.door import router

__all__ = [
    "drafts",
    "messages",
    "modules",
    "my_practitioner",
    "plan",
    "replies",
    "router",
    "settings",
    "steps",
    "today",
    "who_looked",
]
