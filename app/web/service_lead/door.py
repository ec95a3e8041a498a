from app.access.door import Door

router = Door("service_lead", prefix="/service")
