import base64
import hashlib
import hmac
import json
import os
import time

KEY = "%CANDOR_KEY%"
SECRET = os.environ["CANDOR_WIDGET_SECRET"]


def part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def candor_token(user):
    header = {"alg": "HS256", "typ": "JWT"}
    claims = {
        "sub": user["id"],
        "aud": KEY,
        "exp": int(time.time()) + 900,
        "email": user["email"],
        "email_verified": user["has_confirmed_email"],
        "name": user["name"],
    }
    signed = ".".join(part(json.dumps(each).encode()) for each in (header, claims))
    signature = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{part(signature)}"
