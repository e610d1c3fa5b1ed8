"""
The signature of a delivery: `t=MOMENT,v1=HEX`, one `v1` for each live secret.

HMAC-SHA256 over the moment in seconds, a dot and the body as sent. The moment is that of the try: what was
recorded cannot be sent again later by somebody else.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

HEADER = "Candor-Signature"
PREFIX = "whsec_"


def new_secret() -> str:
    """A secret with 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def signature(body: bytes, *, keys: Sequence[str], now: datetime) -> str:
    """The value of the header."""
    moment = str(int(now.timestamp()))
    signed = moment.encode() + b"." + body
    marks = [f"v1={hmac.new(key.encode(), signed, sha256).hexdigest()}" for key in keys]
    return ",".join([f"t={moment}", *marks])
