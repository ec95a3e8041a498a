"""Importing this door brings its screens in."""

from app.web.patient import (
    activities,
    choose,
    declining,
    drafts,
    ladder,
    messages,
    modules,
    my_practitioner,
    plan,
    plan_activity,
    replies,
    reviewing,
    settings,
    steps,
    the_activity,
    today,
    who_looked,
)
from app.web.patient.door import router

__all__ = [
    "activities",
    "choose",
    "declining",
    "drafts",
    "ladder",
    "messages",
    "modules",
    "my_practitioner",
    "plan",
    "plan_activity",
    "replies",
    "reviewing",
    "router",
    "settings",
    "steps",
    "the_activity",
    "today",
    "who_looked",
]
