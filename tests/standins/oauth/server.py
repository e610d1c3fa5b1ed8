"""
A server that gives out tokens like Google's and Microsoft's, as far as we use them.

It keeps codes and refresh tokens, refuses requests that break RFC 6749 or name the wrong client, and can be
told to withdraw what it gave.
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.standins.serving import QuietHandler, StandIn, challenge_of

CLIENT_ID, CLIENT_SECRET = "candor-client", "candor-secret"
GOOGLE_SCOPE = "https://mail.google.com/"
MICROSOFT_SCOPE = (
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
)


@dataclass
class State:
    """What was given out, and how the server behaves."""

    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: list[str] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    # Microsoft renews refresh tokens, Google does not.
    renews: bool = False
    failure: tuple[int, bytes] | None = None


class OAuthStandIn(StandIn):
    """Use it as a context manager; `url` is for MAIL_OAUTH_GOOGLE_URL and MAIL_OAUTH_MICROSOFT_URL."""

    def __init__(self) -> None:
        self.state = State()

        class Handler(_Handler):
            pass

        Handler.state = self.state
        super().__init__(Handler)

    def consent(self, address: str) -> str:
        """What a person does at `address`: agree. Returns the code that the browser brings back."""
        parts = urlsplit(address)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        is_google = parts.path == "/o/oauth2/v2/auth"
        assert is_google or parts.path.endswith("/oauth2/v2.0/authorize"), parts.path
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert asked["scope"] == (GOOGLE_SCOPE if is_google else MICROSOFT_SCOPE)
        assert asked["state"]
        assert asked["code_challenge_method"] == "S256"
        assert not is_google or (asked["access_type"], asked["prompt"]) == ("offline", "consent")
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = (asked["redirect_uri"], asked["code_challenge"])
        return code

    def withdraw(self) -> None:
        """The person removes our permission."""
        self.state.refresh_tokens.clear()


class _Handler(QuietHandler):
    state: State

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.state.failure is not None:
            self.send_body(*self.state.failure)
            return
        if self.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            self._refuse(400, "invalid_request", "The body must be a form.")
            return
        asked = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        self.state.requests.append(asked)
        if self.path != "/token" and not self.path.endswith("/oauth2/v2.0/token"):
            self._refuse(404, "invalid_request", "There is nothing here.")
        elif (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            self._refuse(401, "invalid_client", "The OAuth client was not found.")
        elif asked.get("grant_type") == "authorization_code":
            self._exchange(asked)
        elif asked.get("grant_type") == "refresh_token":
            self._refresh(asked)
        else:
            self._refuse(400, "unsupported_grant_type", "Which grant?")

    def _exchange(self, asked: dict[str, str]) -> None:
        # A code is good once.
        kept = self.state.codes.pop(asked.get("code", ""), None)
        if kept != (asked.get("redirect_uri"), challenge_of(asked.get("code_verifier", ""))):
            self._refuse(400, "invalid_grant", "Malformed auth code.")
            return
        self._give(is_new=True)

    def _refresh(self, asked: dict[str, str]) -> None:
        if asked.get("refresh_token") not in self.state.refresh_tokens:
            self._refuse(400, "invalid_grant", "Token has been expired or revoked.")
            return
        self._give(is_new=self.state.renews)

    def _give(self, *, is_new: bool) -> None:
        access = f"ya29.{secrets.token_urlsafe(12)}"
        self.state.access_tokens.append(access)
        answer: dict[str, Any] = {"access_token": access, "expires_in": 3599, "token_type": "Bearer"}
        if is_new:
            answer["refresh_token"] = f"1//{secrets.token_urlsafe(12)}"
            self.state.refresh_tokens.add(answer["refresh_token"])
        self.send_body(200, json.dumps(answer).encode())

    def _refuse(self, status: int, code: str, text: str) -> None:
        self.send_body(status, json.dumps({"error": code, "error_description": text}).encode())
