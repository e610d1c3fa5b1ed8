"""A browser with the widget, as tests use it: JSON calls with a session and an origin."""

from datetime import timedelta
from typing import Any

import jwt

from core import clock
from people.models import Brand
from tests.answers import Client
from widget.models import WidgetSettings
from widget.services.configuring import settings_keep


def settings_of(brand: Brand, **values: Any) -> WidgetSettings:
    """The brand's widget with these settings."""
    settings = settings_keep(brand)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    return settings


def user_token(brand: Brand, subject: str = "u-1", **claims: Any) -> str:
    """What the customer's backend signs; it has checked the address unless the test says otherwise."""
    moment = clock.now()
    payload = {
        "sub": subject,
        "aud": brand.widget_key,
        "exp": int((moment + timedelta(minutes=10)).timestamp()),
    }
    if "email" in claims:
        claims = {"email_verified": True} | claims
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(payload | claims, settings_keep(brand).secret, algorithm="HS256")


class Browser:
    """One browser on one page."""

    def __init__(self, brand: Brand, *, origin: str = "") -> None:
        self.brand = brand
        self.client = Client(raise_request_exception=False)
        self.origin = origin
        self.token = ""

    @property
    def _headers(self) -> dict[str, str]:
        headers = {"origin": self.origin} if self.origin else {}
        return headers | ({"x-candor-session": self.token} if self.token else {})

    def get(self, path: str, data: Any = None) -> Any:
        return self.client.get(f"/api/v1/widget/{path}", data or {}, headers=self._headers)

    def post(self, path: str, data: Any = None) -> Any:
        return self.client.post(
            f"/api/v1/widget/{path}", data or {}, content_type="application/json", headers=self._headers
        )

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1/widget/{path}", headers=self._headers)

    def begin(self, **values: Any) -> dict[str, Any]:
        """Open the panel: begin or resume a session and keep its token."""
        response = self.post("sessions", {"key": self.brand.widget_key} | values)
        assert response.status_code == 201, response.content
        body: dict[str, Any] = response.json()
        self.token = body["token"]
        return body

    def writes(self, text: str, *, client_id: str = "", **values: Any) -> dict[str, Any]:
        """Begin a conversation."""
        body = {"client_id": client_id or f"client-{abs(hash(text))}", "text": text} | values
        response = self.post("conversations", body)
        assert response.status_code == 201, response.content
        result: dict[str, Any] = response.json()
        return result
