from app.access.door import Door

router = Door("patient", prefix="/me")
