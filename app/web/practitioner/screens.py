"""Importing this door brings its screens in."""

from app.web.practitioner import brief, caseload, guides, patient, plan, responses
from app.web.practitioner.door import router

__all__ = ["brief", "caseload", "guides", "patient", "plan", "responses", "router"]
