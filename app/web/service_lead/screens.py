"""Importing this door brings its screens in."""

from app.web.service_lead import modules
from app.web.service_lead.door import router

__all__ = ["modules", "router"]
