from app.access.door import Door

router = Door("practitioner", prefix="/practice")
