"""An OpenID Connect provider that signs whatever ID token it is told to."""

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.standins.serving import QuietHandler, StandIn

CLIENT_ID = "candor-client"


class LyingProvider(StandIn):
    """
    Use it as a context manager. `claims` change those of the next token, `key` and `algorithm` how it is
    signed, `documents` what is served at a path.
    """

    def __init__(self) -> None:
        self.good_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.token = ""
        self.documents: dict[str, Any] = {}
        provider = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                self._send(provider.documents.get(self.path))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                self._send({"access_token": "a", "token_type": "Bearer", "id_token": provider.token})

            def _send(self, data: Any) -> None:
                self.send_body(200 if data is not None else 404, json.dumps(data).encode())

        super().__init__(Handler)
        self.documents["/.well-known/openid-configuration"] = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/me",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        self.documents["/keys"] = {"keys": [self.public(self.good_key, "good")]}

    @staticmethod
    def public(key: rsa.RSAPrivateKey, name: str) -> dict[str, Any]:
        """A key as the provider publishes it."""
        made: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
        return made | {"kid": name, "use": "sig", "alg": "RS256"}

    def claims(self, nonce: str, /, **other: Any) -> dict[str, Any]:
        """Those of a good token; a value of None leaves one out."""
        now = int(time.time())
        good = {
            "iss": self.url, "sub": "ines", "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "ines.agent@staff.test", "email_verified": True, "name": "Ines",
        }  # fmt: skip
        return {name: value for name, value in (good | other).items() if value is not None}
