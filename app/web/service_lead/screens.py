"""Importing this door brings its screens in."""

from app.web.service_lead import mail, modules, team
from app.web.service_lead.door import router

__all__ = ["mail", "modules", "router", "team"]
