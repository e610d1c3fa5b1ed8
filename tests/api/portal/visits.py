"""A customer's browser in the portal, without scripts: it follows links and sends the forms it is shown."""

import html
import re
from collections.abc import Callable
from typing import Any

from integrations.email.models import OutgoingMail
from people.models import Brand, Contact
from portal import services
from portal.models import PortalLink
from tests.answers import Client

LINK = re.compile(r"http://127\.0\.0\.1:8000(/help/[\w-]+/sign-in/[^\s]+)")
_FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)
_FIELD = re.compile(r"<(input|textarea|select)([^>]*)>(?:([^<]*)</textarea>)?")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


class Visitor:
    """One browser; `csrf` says whether forms are checked as in the running program."""

    def __init__(self, brand: Brand, *, csrf: bool = False, language: str = "en") -> None:
        self.base = f"/help/{brand.slug}/"
        self.headers = {"accept-language": language}
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(self._at(path), query, headers=self.headers)

    def post(self, path: str, **values: Any) -> Any:
        return self.client.post(self._at(path), values, headers=self.headers)

    def _at(self, path: str) -> str:
        return path if path.startswith("/") else f"{self.base}{path}"

    def sends(self, response: Any, action: str, **values: Any) -> Any:
        """Send the form of a page that leads to `action`, with these values over those that stand in it."""
        form = next(one for one in _FORM.findall(text_of(response)) if f'action="{self._at(action)}"' in one)
        return self.post(action, **(fields_of(form) | values))


def bytes_of(response: Any) -> bytes:
    """A file that was sent; closed without the signal that would end the test's own transaction."""
    assert response.status_code == 200
    found = b"".join(response)
    for close in response._resource_closers:
        close()
    return found


def text_of(response: Any) -> str:
    return str(response.content.decode())


def fields_of(form: str) -> dict[str, str]:
    """What stands in a form, without its buttons and files."""
    found: dict[str, str] = {}
    for tag, attributes, inner in _FIELD.findall(form):
        known = dict(_ATTRIBUTE.findall(attributes))
        is_left = known.get("type") in ("file", "radio") or (
            "checkbox" in known.values() and "checked" not in known
        )
        if "name" in known and not is_left and tag != "select":
            found[known["name"]] = html.unescape(inner if tag == "textarea" else known.get("value", ""))
    return found


def mailed_links() -> list[str]:
    """The addresses of the links that were mailed, as their readers would open them."""
    rows = OutgoingMail.objects.filter(dedupe_key__startswith="customer:portal:").order_by("pk")
    return [row.secret.removeprefix("http://127.0.0.1:8000") for row in rows]


def link_for(visitor: Visitor, address: str, settle: Callable[[], None]) -> str:
    """Ask for a link and read the mail."""
    known = len(mailed_links())
    assert visitor.post("sign-in/", email=address).status_code == 200
    settle()
    links = mailed_links()
    assert len(links) == known + 1
    return links[-1]


def signed_in(brand: Brand, contact: Contact, *, now: Any, language: str = "en") -> Visitor:
    """A browser in which a customer has signed in; how, `test_access` shows."""
    visitor = Visitor(brand, language=language)
    link = PortalLink.objects.create(
        brand=brand,
        address=contact.email,
        language="en",
        created_at=now,
        expires_at=now + services.LINK_LASTS,
    )
    token = services.link_token(link)
    response = visitor.post(f"sign-in/{token}/")
    assert response.status_code == 303
    return visitor
