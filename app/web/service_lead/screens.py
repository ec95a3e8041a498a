"""Importing this door brings its screens in."""

from app.web.service_lead import colleague, duty, mail, modules, pathway, pathway_draft, pathways, patients, team
from app.web.service_lead.door import router

__all__ = ["colleague", "duty", "mail", "modules", "pathway", "pathway_draft", "pathways", "patients", "router", "team"]
