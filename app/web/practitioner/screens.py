"""Importing this door brings its screens in."""

from app.web.practitioner import brief, caseload, guides, invite, patient, plan, profile, responses
from app.web.practitioner.door import router

__all__ = ["brief", "caseload", "guides", "invite", "patient", "plan", "profile", "responses", "router"]
