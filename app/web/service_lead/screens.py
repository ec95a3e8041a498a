"""Importing this door brings its screens in."""

from app.web.service_lead import (
    check_ins,
    codes,
    colleague,
    duty,
    faults,
    flags,
    mail,
    messages,
    modules,
    pathway,
    pathway_draft,
    pathways,
    patients,
    requests,
    settings,
    settings_help,
    team,
)
from app.web.service_lead.door import router

__all__ = [
    "check_ins",
    "codes",
    "colleague",
    "duty",
    "faults",
    "flags",
    "mail",
    "messages",
    "modules",
    "pathway",
    "pathway_draft",
    "pathways",
    "patients",
    "requests",
    "router",
    "settings",
    "settings_help",
    "team",
]
