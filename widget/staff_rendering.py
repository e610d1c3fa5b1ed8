"""What staff see of the widget: what customers share, and its settings."""

from typing import Any

from core.actors import Actor
from tickets.rendering import stamp
from widget import selectors
from widget.models import WidgetSettings
from widget.rendering import step_json
from widget.services.configuring import EDITABLE


def settings_json(settings: WidgetSettings, actor: Actor) -> dict[str, Any]:
    """A brand's widget as admins see it; read-only programs do not get the signing secret."""
    names = sorted(EDITABLE)
    may_sign = actor.scopes is None or "widget:write" in actor.scopes
    return {name: getattr(settings, name) for name in names} | {
        "brand": {"id": settings.brand.pk, "name": settings.brand.name, "slug": settings.brand.slug},
        "key": settings.brand.widget_key,
        "secret": settings.secret if may_sign else None,
        "has_previous_secret": bool(settings.previous_secret),
        "secret_rotated_at": stamp(settings.secret_rotated_at),
    }


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
