"""What every page of the portal needs: its brand, who has signed in, the language, and words for refusals."""

import hashlib
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core import clock
from core.addresses import comparable
from core.api.throttling import count_call
from core.errors import DomainError, Forbidden, NotFound, RateLimited, TooLarge
from kb.help_center import of_brand
from kb.help_pages import language_of, rendered
from people.models import Brand
from portal import selectors, services
from portal.models import PortalSession

COOKIE = "candor_customer"
PRIVATE = "private, no-store"


@dataclass(frozen=True)
class Visit:
    """One request of a page: `base` is where the brand's help center begins."""

    request: HttpRequest
    brand: Brand
    language: str
    session: PortalSession | None

    @property
    def base(self) -> str:
        return f"/help/{self.brand.slug}/"

    def posted(self, name: str, limit: int = 25_000) -> str:
        """A field of the form that was sent; what is longer than any field may be is cut."""
        return self.request.POST.get(name, "").replace("\x00", " ")[:limit]

    @property
    def unsent(self) -> str:
        """What somebody wrote in a form that was not taken, whatever its fields: no page may lose it."""
        if self.request.method != "POST":
            return ""
        written = [self.posted(name).strip() for name in self.request.POST if _is_written(name)]
        return "\n\n".join(text for text in written if text)

    def files(self) -> list[tuple[str, Any]]:
        """The files that were sent, with their names."""
        return [(file.name or "", file) for file in self.request.FILES.getlist("files")]

    def count(self, what: str, limit: int, seconds: int) -> None:
        """Count a call of who has signed in, or else of this network. Raises RateLimited."""
        network = str(self.request.META.get("REMOTE_ADDR", ""))
        self._count(self._customer or network, what, limit, seconds)

    def count_for(self, address: str, what: str, limit: int, seconds: int) -> None:
        """The same of who has signed in, or else of an address that was typed. Raises RateLimited."""
        self._count(self._customer or f"{self.brand.pk}:{comparable(address)}", what, limit, seconds)

    @property
    def _customer(self) -> str:
        """Who has signed in, empty for nobody: a company of many people may share one network."""
        return f"{self.brand.pk}:contact:{self.session.contact_id}" if self.session is not None else ""

    def _count(self, whom: str, what: str, limit: int, seconds: int) -> None:
        name = hashlib.sha256(whom.encode()).hexdigest()[:32]
        is_allowed, _, _ = count_call(f"portal:{what}:{name}", limit=limit, window=seconds)
        if not is_allowed:
            raise RateLimited("Too many tries from here. Wait a while, then try again.")

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """One of the portal's pages; no cache keeps it."""
        values = {
            "brand": self.brand,
            "base": self.base,
            "here": self.request.path,
            "session": self.session,
            "csrf": SimpleLazyObject(lambda: get_token(self.request)),
            **context,
        }
        with timezone.override(self._zone()):
            response = rendered(
                f"portal/{template}.html", values, language=self.language, status=status, cache=PRIVATE
            )
        response["Vary"] = "Accept-Language, Cookie"
        response["X-Robots-Tag"] = "noindex"
        return response

    @staticmethod
    def fault_of(error: DomainError) -> str:
        """What went wrong with something that was written, as the last part of the words' key."""
        if isinstance(error, TooLarge):
            return "large"
        return _FAULTS.get(error.code, "other")

    def refusal(self, key: str, status: int) -> HttpResponse:
        """A page that says what went wrong and what to do."""
        return self.page("refusal", status=status, key=key, unsent=self.unsent)

    def go(self, path: str) -> HttpResponse:
        """On to another page of this brand."""
        response = HttpResponseRedirect(f"{self.base}{path}", status=303)
        response["Cache-Control"] = PRIVATE
        return response

    def _zone(self) -> zoneinfo.ZoneInfo:
        known = self.session.contact.timezone if self.session is not None else ""
        try:
            return zoneinfo.ZoneInfo(known or self.brand.timezone or "UTC")
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")


_MACHINERY = frozenset({
    "csrfmiddlewaretoken", "form", "once", "score", "search", "seen", "step", "token", "website",
})  # fmt: skip
"""Fields of the forms that nobody types a text into; those of new forms count as text."""


def _is_written(name: str) -> bool:
    return name not in _MACHINERY


_FAULTS = {"tickets.file_missing": "file", "portal.form_old": "old", "unknown_field": "old"}
Page = Callable[..., HttpResponseBase]


def of_portal(view: Page) -> Page:
    """A page of a brand whose portal is on; refusals are pages too."""

    @of_brand
    @wraps(view)
    def page(request: HttpRequest, brand: Brand, **more: Any) -> HttpResponseBase:
        settings_now = selectors.settings_of(brand.pk)
        if not settings_now.is_on:
            raise NotFound("This brand has no portal.")
        now = clock.now()
        session = selectors.session_by_token(request.COOKIES.get(COOKIE, ""), brand=brand, now=now)
        if session is not None:
            session.shares_company = settings_now.shares_company
            services.session_touch(session, now=now)
        visit = Visit(request, brand, language_of(request, brand), session)
        try:
            return view(visit, **more)
        except NotFound:
            raise
        except RateLimited:
            return visit.refusal("portal.refused_often", 429)
        except Forbidden as error:
            return visit.refusal("portal.refused_readonly", int(error.status))
        except DomainError as error:
            return visit.refusal(f"portal.fault_{visit.fault_of(error)}", int(error.status))

    return page


def signed_in(view: Page) -> Page:
    """The same for who has signed in; others are led to where they can."""

    @of_portal
    @wraps(view)
    def page(visit: Visit, **more: Any) -> HttpResponseBase:
        if visit.session is None and visit.unsent:
            return visit.page("sign_in", status=401, email="", unsent=visit.unsent)
        if visit.session is None:
            return visit.go("sign-in/")
        return view(visit, visit.session, **more)

    return page


def remember(response: HttpResponse, visit: Visit, token: str) -> None:
    """Set the customer's cookie, for this brand's pages alone."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=services.SESSION_SECONDS,
        path=visit.base,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, visit: Visit) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, path=visit.base, samesite="Lax")
