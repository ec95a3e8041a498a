"""Importing this door brings its screens in."""

from app.web.service_lead import codes, mail, modules, pathway, pathway_draft, pathways, team
from app.web.service_lead.door import router

__all__ = ["codes", "mail", "modules", "pathway", "pathway_draft", "pathways", "router", "team"]
