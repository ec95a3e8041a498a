from app.access.door import Door

router = Door("front_door")
