"""Importing this door brings its screens in."""

from app.web.patient import (
    drafts,
    goal,
    goals,
    messages,
    module_goal,
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
    "goal",
    "goals",
    "messages",
    "module_goal",
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
