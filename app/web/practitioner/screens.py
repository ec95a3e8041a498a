"""Importing this door brings its screens in."""

from app.web.practitioner import caseload, guides, invite, patient
from app.web.practitioner.door import router

__all__ = ["caseload", "guides", "invite", "patient", "router"]
