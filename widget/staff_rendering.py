"""What staff see of the widget: what customers share, and its settings."""

from datetime import datetime, timedelta
from typing import Any

from tickets.rendering import stamp
from widget import selectors
from widget.models import SeenOrigin, WidgetSettings
from widget.origins import allows
from widget.rendering import step_json
from widget.scrubbing import KEPT_PARAMS
from widget.services.configuring import EDITABLE
from widget.services.seeing import Sign, signs_of
from widget.services.using import uses_waiting


def settings_json(settings: WidgetSettings, *, now: datetime, shows_secret: bool = False) -> dict[str, Any]:
    """A brand's widget as admins see it; the signing secret only in the answer that made it."""
    names = sorted(EDITABLE)
    has_previous = settings.has_previous(now)
    return {name: getattr(settings, name) for name in names} | {
        "brand": {"id": settings.brand.pk, "name": settings.brand.name, "slug": settings.brand.slug},
        "key": settings.brand.widget_key,
        "secret": settings.secret if shows_secret else None,
        "has_previous_secret": has_previous,
        "previous_secret_until": stamp(settings.previous_secret_until) if has_previous else None,
        "secret_rotated_at": stamp(settings.secret_rotated_at),
        "secret_used_at": stamp(settings.secret_used_at),
        "secret_uses": settings.secret_uses + uses_waiting(settings.secret),
        "previous_secret_used_at": stamp(settings.previous_secret_used_at) if has_previous else None,
        "previous_secret_uses": settings.previous_secret_uses + uses_waiting(settings.previous_secret)
        if has_previous
        else 0,
        "read_params": sorted(KEPT_PARAMS),
        "version": settings.version,
        "updated_at": stamp(settings.updated_at),
        "updated_by": settings.updated_by.name if settings.updated_by else "",
    }


# A page asks within a moment of loading the script, and rows are written at most once a minute.
SCRIPT_ANSWERS_IN = timedelta(seconds=5)
ROW_LAGS = timedelta(seconds=90)


def seen_json(settings: WidgetSettings, *, now: datetime) -> dict[str, Any]:
    """
    Where the widget was asked for, newest first; whether a page of the brand has loaded it yet, and what is
    wrong where it does not appear.
    """
    rows = list(SeenOrigin.objects.filter(brand=settings.brand_id).order_by("-last_at", "pk"))
    allowed = [row for row in rows if row.is_allowed]
    origins = [
        {
            "origin": row.origin,
            # The list may have changed since the page asked.
            "is_allowed": allows([*settings.allowed_origins, settings.brand.site_url], row.origin)
            or row.is_allowed,
            "first_at": stamp(row.first_at),
            "last_at": stamp(row.last_at),
            "minutes": row.minutes,
            "path": row.path,
            "path_at": stamp(row.path_at),
        }
        for row in rows
    ]
    return {
        "is_enabled": settings.is_enabled,
        "is_seen": bool(allowed),
        "last_at": stamp(allowed[0].last_at) if allowed else None,
        "now": stamp(now),
        "origins": origins,
        "problems": _problems(settings, rows, origins, now),
    }


def _problems(
    settings: WidgetSettings, rows: list[SeenOrigin], origins: list[dict[str, Any]], now: datetime
) -> list[dict[str, Any]]:
    """What keeps the widget from pages, the newest first; each is gone once its page has been let in."""
    seen = {row.origin: row.last_at for row in rows if row.is_allowed}
    found: list[tuple[datetime, str, str]] = [
        (row.last_at, "origin", row.origin)
        for row, shown in zip(rows, origins, strict=True)
        if not shown["is_allowed"]
    ]
    for sign, last in signs_of(settings.brand_id).items():
        known = seen.get(last.origin)
        if sign == Sign.KEY and (known is None or known < last.at):
            found.append((last.at, "key", last.origin))
        is_due = sign == Sign.SCRIPT and now - last.at > SCRIPT_ANSWERS_IN
        if is_due and (known is None or known + ROW_LAGS < last.at):
            found.append((last.at, "connection", last.origin))
    if not settings.is_enabled:
        found.append((now, "off", ""))
    return [
        {"kind": kind, "origin": origin, "at": stamp(at)} for at, kind, origin in sorted(found, reverse=True)
    ]


def shared_context(ticket_id: int) -> dict[str, Any] | None:
    """
    What the customer of a ticket shares: page, trail, attributes; None for tickets from other channels.

    Fills `core.ports.session_context`. Without consent, everything is empty and `consent` is false.
    """
    session = selectors.session_of_ticket(ticket_id)
    if session is None:
        return None
    if not selectors.is_sharing(session, selectors.settings_of(session.brand)):
        return {
            "consent": False,
            "page": None,
            "trail": [],
            "attributes": {},
            "browser": "",
            "timezone": "",
            "seen_at": None,
            "expires_on": None,
        }
    steps = selectors.trail_of(session)
    page = {
        "url": session.page_url,
        "title": session.page_title,
        "area": session.page_area,
        "element": session.page_element,
    }
    return {
        "consent": True,
        "page": page if session.page_url else None,
        "trail": [step_json(step) for step in steps],
        # Attributes signed by the customer's backend take precedence over what the page says.
        "attributes": session.attributes | session.signed_attributes,
        "browser": session.agent,
        "timezone": session.timezone,
        "seen_at": stamp(session.page_at),
        "expires_on": session.delete_context_at.date().isoformat() if session.delete_context_at else None,
    }
