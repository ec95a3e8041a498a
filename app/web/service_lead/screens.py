"""Importing this door brings its screens in."""

from app.web.service_lead import modules, pathway, pathway_draft, pathways
from app.web.service_lead.door import router

__all__ = ["modules", "pathway", "pathway_draft", "pathways", "router"]
