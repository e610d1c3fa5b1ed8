"""Customers who have proven who they are, and actions in force, for tests of actions."""

from typing import Any

from people.models import Contact, Identity
from tests.assistants import configured
from tests.cast import NOW, Cast
from tickets.models import Ticket
from widget.models import Conversation, WidgetSession

PLAN = {
    "key": "plan",
    "label": "Plan",
    "kind": "lookup",
    "source": "stripe.subscription",
    "is_on": True,
    "examples": ["Which plan are we on?", "When does our subscription renew?"],
    "answers": [
        {"language": "en", "text": "Your plan is {plan}. Your subscription is {state}. {next}"},
        {"language": "de", "text": "Ihr Tarif ist {plan}. Ihr Abonnement ist {state}. {next}"},
    ],
}


def acting(*actions: dict[str, Any], **parts: Any) -> None:
    """Put a configuration with these actions in force."""
    configured(actions=list(actions), **parts)


def chat(
    cast: Cast, body: str, *, by: Contact | None = None, is_verified: bool = True, **fields: Any
) -> Ticket:
    """A message in the widget, from a session that its backend has signed, or from one that it has not."""
    contact = by or cast.customer
    ticket = cast.ticket(channel="widget", subject="", body=body, by=contact, **fields)
    session = WidgetSession.objects.create(
        token_digest=f"digest-{ticket.pk}", brand=cast.brand, contact=contact, is_verified=is_verified,
        created_at=NOW, last_seen_at=NOW, expires_at=NOW,
    )  # fmt: skip
    Conversation.objects.create(ticket=ticket, session=session)
    return ticket


def known_as(cast: Cast, contact: Contact, external_id: str, company_id: str) -> None:
    """The ids by which the company's own systems know a contact and the contact's company."""
    Identity.objects.create(
        contact=contact, kind=Identity.Kind.EXTERNAL, value=f"{cast.brand.slug}:{external_id}",
        verified_at=NOW, created_at=NOW,
    )  # fmt: skip
    assert contact.company is not None
    contact.company.external_id = company_id
    contact.company.save()
