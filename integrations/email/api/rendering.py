"""Mailboxes, mails and recipients as the API shows them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from integrations.email.models import InboundMail, MailBody, Mailbox, Reason, SenderRule
from integrations.email.selectors.recipients import Recipient, Recipients
from integrations.email.services.alarming import Alert, Problem
from integrations.email.services.checking import Step
from integrations.email.services.signing_in import signed_in
from integrations.email.services.suspending import Done
from tickets.models import TimelineEntry
from tickets.rendering import stamp

_PLAIN = (
    "address", "sender_name", "signature_html", "is_active", "acknowledges", "uses_plus_address",
    "trusted_authserv", "quiet_after_hours", "intake", "sign_in", "username", "imap_host", "imap_port",
    "imap_security", "imap_folder", "smtp_host", "smtp_port", "smtp_security", "smtp_username", "provider",
    "sends_by", "api_provider", "api_account", "api_region",
)  # fmt: skip


def mailbox_json(mailbox: Mailbox, traffic: dict[str, Any], problem: Problem | None) -> dict[str, Any]:
    """A mailbox without its secrets, only whether they are set."""
    return {
        "id": mailbox.pk,
        "brand": {"id": mailbox.brand_id, "name": mailbox.brand.name},
        **{name: getattr(mailbox, name) for name in _PLAIN},
        "has_password": bool(mailbox.password),
        "has_smtp_password": bool(mailbox.smtp_password),
        "has_webhook_secret": bool(mailbox.webhook_secret),
        "has_api_key": bool(mailbox.api_key),
        "has_events_secret": bool(mailbox.events_secret),
        "events_url": f"{settings.PUBLIC_URL}/hooks/mail/{mailbox.intake_key}/events",
        "webhook_url": f"{settings.PUBLIC_URL}/hooks/mail/{mailbox.intake_key}",
        "is_signed_in": signed_in(mailbox),
        "health": {
            "state": problem.state if problem is not None else mailbox.state,
            "label": problem.text if problem is not None else mailbox.get_state_display(),
            "detail": mailbox.state_detail,
            "failing_since": stamp(mailbox.failing_since),
            "checked_at": stamp(mailbox.checked_at),
            "last_mail_at": stamp(mailbox.last_mail_at),
            "last_sent_at": stamp(traffic["last_sent_at"]),
            "waiting": traffic["waiting"],
            "suspended": traffic["suspended"],
        },
    }


def inbound_json(mail: InboundMail) -> dict[str, Any]:
    """A line of the ingest log."""
    return {
        "id": mail.pk,
        "mailbox": {"id": mail.mailbox_id, "address": mail.mailbox.address},
        "source": mail.source,
        "state": mail.state,
        "state_label": mail.get_state_display(),
        "reason": mail.reason,
        "reason_label": str(Reason(mail.reason).label) if mail.reason else "",
        "detail": mail.detail,
        "from": {"name": mail.from_name, "address": mail.from_address},
        "subject": mail.subject,
        "size": mail.size,
        "is_authentic": mail.is_authentic,
        "ticket": mail.ticket_id,
        "attempts": mail.attempts,
        "next_attempt_at": stamp(mail.next_attempt_at),
        "fetched_at": stamp(mail.fetched_at),
        "finished_at": stamp(mail.finished_at),
    }


def rule_json(rule: SenderRule) -> dict[str, Any]:
    """A rule about a sender."""
    return {"id": rule.pk, "pattern": rule.pattern, "kind": rule.kind, "created_at": stamp(rule.created_at)}


def check_json(steps: Sequence[Step]) -> dict[str, Any]:
    """Whether a mailbox works; a step that was not tried is not a failure."""
    return {
        "ok": all(step.ok is not False for step in steps),
        "steps": [
            {"name": step.name, "ok": step.ok, "detail": step.detail, "what_to_do": step.what_to_do}
            for step in steps
        ],
    }


def alert_json(alert: Alert) -> dict[str, Any]:
    """A mailbox that needs attention."""
    return {
        "mailbox": alert.mailbox_id,
        "address": alert.address,
        "state": alert.state,
        "text": alert.text,
    }


def done_json(done: Done) -> dict[str, Any]:
    """Which mails were changed, and why the others were not."""
    return {"changed": done.changed, "failed": done.failed}


def counts_json(counts: dict[str, Any]) -> dict[str, Any]:
    """What became of the mail of the last days."""
    return counts | {"since": stamp(counts["since"])}


def original_json(entry: TimelineEntry, body: MailBody) -> dict[str, Any]:
    """The parts of a mail that its message initially hides."""
    return {
        "text": body.text,
        "quoted_text": body.quoted_text,
        "has_html": bool(body.html),
        "remote_images": body.remote_images,
        "raw_url": f"/api/v1/tickets/{entry.ticket_id}/entries/{entry.pk}/original.eml",
    }


def recipients_json(found: Recipients) -> dict[str, Any]:
    """Who a reply would reach."""
    mailbox = found.mailbox
    sender = None
    if mailbox is not None:
        sender = {"name": mailbox.sender_name or mailbox.brand.name, "address": mailbox.address}
    return {
        "channel": found.channel,
        "way": found.way,
        "can_email": found.can_email,
        "from": sender,
        "to": [_recipient(one) for one in found.to],
        "choices": [_recipient(one) for one in found.choices],
        "cc": [_recipient(one) for one in found.cc],
        "pending": [_recipient(one) for one in found.pending],
        "note": found.note,
    }


def _recipient(one: Recipient) -> dict[str, Any]:
    bounce = None
    if one.health is not None:
        bounce = {
            "at": stamp(one.health.changed_at),
            "kind": "hard" if one.health.hard_bounced_at else "soft",
            "detail": one.health.detail,
        }
    return {"address": one.address, "name": one.name, "is_approved": one.is_approved, "bounce": bounce}
