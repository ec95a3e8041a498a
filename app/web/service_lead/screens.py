"""Importing this door brings its screens in."""

from app.web.service_lead import (
    codes,
    colleague,
    duty,
    flags,
    mail,
    messages,
    modules,
    pathway,
    pathway_draft,
    pathways,
    patients,
    settings,
    settings_help,
    team,
)
from app.web.service_lead.door import router

__all__ = [
    "codes",
    "colleague",
    "duty",
    "flags",
    "mail",
    "messages",
    "modules",
    "pathway",
    "pathway_draft",
    "pathways",
    "patients",
    "router",
    "settings",
    "settings_help",
    "team",
]
