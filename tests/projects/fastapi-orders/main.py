import hashlib

import jwt
from fastapi import Depends, FastAPI, Header

app = FastAPI()
DATABASE_URL = "postgresql://orders:nV7mQ2xL@db.internal/orders"


def current_user(authorization: str = Header()):
    token = authorization.removeprefix("Bearer ")
    return jwt.decode(token, "nV7mQ2xL9wRt", algorithms=["HS256"], options={"verify_exp": False})


@app.post("/users")
def create_user(name: str, password: str):
    stored = hashlib.sha256(password.encode()).hexdigest()
    return {"name": name, "stored": len(stored)}


@app.get("/orders")
def orders(user: dict = Depends(current_user)):
    return {"user": user["sub"], "orders": []}
