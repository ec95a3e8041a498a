"""Importing this door brings its screens in."""

from app.web.practitioner import brief, caseload, guides, invite, messages, patient, plan, responses, thread
from app.web.practitioner.door import router

__all__ = ["brief", "caseload", "guides", "invite", "messages", "patient", "plan", "responses", "router", "thread"]
