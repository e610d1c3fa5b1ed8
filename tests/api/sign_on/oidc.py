"""A real OpenID Connect provider on loopback, and a browser that walks through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from oidc_provider_mock import User as ProviderUser
from oidc_provider_mock import run_server_in_thread

from integrations.sign_on.models import Provider
from people.models import User
from tests.browsers import Browser, signed_in
from tests.cast import Cast

CLIENT_ID, CLIENT_SECRET = "candor-client", "a-secret-of-the-client"


class Walker:
    """The provider, and what people do in their browsers."""

    def __init__(self, url: str) -> None:
        self.url = url

    def agree(self, address: str, subject: str) -> str:
        """Sign in at the provider as `subject`; the path and query that the browser comes back to."""
        answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return path_of(answer.headers["Location"])

    def add(self, cast: Cast, **more: Any) -> dict[str, Any]:
        """An admin adds the provider."""
        browser = signed_in(cast.admin)
        body = {
            "kind": "oidc", "name": "Halyard ID", "issuer": self.url, "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET, "domains": ["staff.test"],
        }  # fmt: skip
        answer = browser.post("sign-on/providers", body | more)
        assert answer.status_code == 201, answer.content
        made: dict[str, Any] = answer.json()
        return made

    def test(self, browser: Browser, provider: str, subject: str) -> dict[str, Any]:
        """Somebody tests it in their browser; what the test shows."""
        begun = browser.post(f"sign-on/providers/{provider}/test").json()
        back = browser.client.get(self.agree(begun["url"], subject))
        assert back.headers["Location"] == f"/app/sign-on-test?test={begun['id']}"
        shown: dict[str, Any] = browser.get(f"sign-on/tests/{begun['id']}").json()
        return shown

    def on(self, cast: Cast, **more: Any) -> str:
        """A provider that was added, tested and switched on; its id."""
        made = self.add(cast, **more)
        owner = signed_in(cast.owner)
        assert self.test(owner, made["id"], "olga")["problem"] is None
        answer = owner.post(f"sign-on/providers/{made['id']}/switch", {"is_on": True})
        assert answer.status_code == 200, answer.content
        return str(made["id"])

    def sign_in(self, browser: Browser, provider: str, subject: str, **more: str) -> str:
        """Somebody signs in; where their browser ends."""
        begun = browser.post("sign-on/start", {"provider": provider, **more})
        assert begun.status_code == 200, begun.content
        return str(browser.client.get(self.agree(begun.json()["url"], subject)).headers["Location"])


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def query_of(address: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}


def person(subject: str, email: str, **claims: Any) -> ProviderUser:
    return ProviderUser(
        sub=subject, claims={"email": email, "email_verified": True, "name": subject.title()} | claims
    )


PEOPLE = [
    person("olga", "olga.owner@staff.test"),
    person("ada", "ada.admin@staff.test"),
    person("ines", "Ines.Agent@staff.test", groups=["Support", "Everybody"]),
    person("maya", "maya.mate@staff.test", groups=["Leads", "Support"]),
    person("nora", "nora.new@staff.test", groups=["Support"]),
    person("thief", "olga.owner@staff.test", email_verified=False),
    person("stranger", "sam@elsewhere.test"),
    person("second-ines", "ines.agent@staff.test"),
    ProviderUser(sub="silent", claims={"name": "Silent"}),
    ProviderUser(sub="unsaid", claims={"email": "ines.agent@staff.test"}),
]


@contextmanager
def provider_running(settings: Any) -> Iterator[Walker]:
    with run_server_in_thread(require_nonce=True, user_claims=PEOPLE) as server:
        host = f"localhost:{server.server_port}"
        settings.OUTBOUND_ALLOWED_HOSTS = [host]
        yield Walker(f"http://{host}")


def me(browser: Browser) -> str:
    """The address of who is signed in; empty for nobody."""
    answer = browser.get("me")
    return str(answer.json()["email"]) if answer.status_code == 200 else ""


def row(provider: str) -> Provider:
    return Provider.objects.get(public_id=provider)


def has_gone(user: User) -> User:
    user.is_active = False
    user.save()
    return user
