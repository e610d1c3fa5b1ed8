"""The widget on Halyard's own pages: areas, guides, and what customers shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from demo.companies import PLAYED
from demo.loading.staff import Organization
from people.models import Identity
from tickets.models import Channel, Ticket
from widget import models
from widget.services import context_save, settings_update
from widget.trail import StepKind

AREAS = (
    ("/demo/settings/destinations*", "exports"),
    ("/settings/destinations*", "exports"),
    ("/demo/exports*", "exports"),
    ("/demo/dashboards*", "dashboards"),
    ("/dashboards*", "dashboards"),
    ("/demo/funnels*", "funnels"),
    ("/funnels*", "funnels"),
    ("/demo/alerts*", "alerts"),
    ("/alerts*", "alerts"),
    ("/demo/settings/billing*", "billing"),
    ("/settings/billing*", "billing"),
    ("/demo/settings*", "access"),
    ("/settings*", "access"),
)
ROTATE = [
    {
        "selector": "[data-candor-name='Rotate key']",
        "title": "Rotate the key here",
        "text": "Halyard shows the new public key once. Copy it before you close the window.",
    },
    {
        "selector": "[data-candor-name='Test connection']",
        "title": "Test the connection",
        "text": "It passes within 20 seconds once the grant has run in Snowflake.",
    },
]
TEST = [
    {
        "selector": "[data-candor-name='Test connection']",
        "title": "Test the connection",
        "text": "Run the grant in Snowflake first. Then this passes within 20 seconds.",
    },
    {
        "selector": "[data-candor-name='Run history']",
        "title": "See the next run",
        "text": "Tonight's run stands at the top of the run history.",
    },
]
GUIDES = [
    {"article": "fix-hly-4012", "steps": TEST},
    {"article": "rotate-a-snowflake-key", "steps": ROTATE},
]
NOTICES = [
    {
        "id": "data-2231",
        "pattern": "*destinations*",
        "text": "Runs may stop with HLY-4012 after a key change. A fix is in work.",
        "article": "fix-hly-4012",
    }
]
SHARED_FOR = timedelta(hours=30)
SNOWFLAKE = "https://app.halyard.example/settings/destinations/snowflake"
# Minutes before the question, kind, label, detail.
TRAIL: tuple[tuple[float, StepKind, str, str], ...] = (
    (9, StepKind.ROUTE, "https://app.halyard.example/dashboards/board-pack", "Board pack"),
    (6, StepKind.CLICK, "Settings", ""),
    (5.5, StepKind.ROUTE, SNOWFLAKE, "Snowflake"),
    (4, StepKind.CLICK, "Run history", ""),
    (3, StepKind.CLICK, "Test connection", ""),
    (2.9, StepKind.REQUEST, "POST /api/destinations/snowflake/test", "502"),
    (2.8, StepKind.ERROR, "HLY-4012: the role has no warehouse", ""),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Halyard on which somebody asks."""

    url: str
    title: str


PAGES = {
    "exports": Page(SNOWFLAKE, "Settings / Destinations / Snowflake"),
    "dashboards": Page("https://app.halyard.example/dashboards/overview", "Overview"),
    "funnels": Page("https://app.halyard.example/funnels/activation", "Activation"),
    "alerts": Page("https://app.halyard.example/alerts", "Alerts"),
    "billing": Page("https://app.halyard.example/settings/billing", "Settings / Billing"),
    "access": Page("https://app.halyard.example/settings/members", "Settings / Members"),
}


def load_hosts(*, organization: Organization, now: datetime) -> None:
    """Set up the widget of both brands for the demo page, as their owner would."""
    for slug in PLAYED:
        settings_update(
            actor=organization.actors["owner"],
            brand=organization.brands[slug],
            changes={
                "allowed_origins": ["https://app.halyard.example"],
                "area_rules": [{"pattern": pattern, "area": area} for pattern, area in AREAS],
                "guides": GUIDES,
                "notices": NOTICES,
            },
            now=now,
        )


def load_shared(tickets: Sequence[Ticket], *, now: datetime) -> None:
    """What the customers of the newest chats let support see of their page."""
    recent = Ticket.objects.with_names().filter(
        pk__in=[ticket.pk for ticket in tickets], channel=Channel.WIDGET, created_at__gte=now - SHARED_FOR
    )
    for ticket in recent.order_by("pk"):
        page = PAGES.get(ticket.product_area)
        if page is not None:
            _share(ticket, page)


def _share(ticket: Ticket, page: Page) -> None:
    at, company = ticket.created_at, ticket.company
    session = models.WidgetSession.objects.create(
        token_digest=models.token_digest(f"demo {ticket.public_id}"),
        brand=ticket.brand,
        contact=ticket.requester,
        is_verified=Identity.objects.filter(contact=ticket.requester, verified_at__isnull=False).exists(),
        consent=models.Consent.GRANTED,
        consent_at=at,
        timezone=ticket.requester.timezone,
        locale=ticket.requester.locale,
        signed_attributes={"plan": company.plan, "role": ticket.requester.title} if company else {},
        created_at=at,
        last_seen_at=at,
        expires_at=at + timedelta(hours=12),
    )
    is_export = page.url == SNOWFLAKE
    steps: list[dict[str, Any]] = [
        {
            "id": f"demo-{index}",
            "at": int((at - timedelta(minutes=before)).timestamp() * 1000),
            "kind": kind.value,
            "label": label,
            "detail": detail,
        }
        for index, (before, kind, label, detail) in enumerate(TRAIL if is_export else ())
    ]
    context_save(
        session=session,
        page={
            "url": page.url,
            "title": page.title,
            "element": "Test connection" if is_export else "",
        },
        steps=steps,
        attributes={"app_version": "4.19.2"},
        user_agent="Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/141.0.0.0 Safari/537.36",
        now=at,
    )
    models.Conversation.objects.create(
        ticket=ticket,
        session=session,
        read_entry_id=ticket.last_public_entry_id,
        read_at=ticket.last_message_at,
    )
