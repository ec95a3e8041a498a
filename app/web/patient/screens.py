"""Importing this door brings its screens in."""

from app.web.patient import (
    diary,
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
    "diary",
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
