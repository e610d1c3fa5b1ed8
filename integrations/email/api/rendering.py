"""The forms of the API."""

from typing import Any

from django.conf import settings

from integrations.email.models import InboundMail, Mailbox, Reason, SenderRule
from integrations.email.services.alarming import Problem
from integrations.email.services.signing_in import signed_in
from tickets.rendering import stamp

_PLAIN = (
    "address", "sender_name", "signature_html", "is_active", "acknowledges", "uses_plus_address",
    "trusted_authserv", "quiet_after_hours", "intake", "sign_in", "username", "imap_host", "imap_port",
    "imap_security", "imap_folder", "smtp_host", "smtp_port", "smtp_security", "smtp_username", "provider",
)  # fmt: skip


def mailbox_json(mailbox: Mailbox, traffic: dict[str, Any], problem: Problem | None) -> dict[str, Any]:
    """A mailbox without its secrets: of those only whether they are set."""
    return {
        "id": mailbox.pk,
        "brand": {"id": mailbox.brand_id, "name": mailbox.brand.name},
        **{name: getattr(mailbox, name) for name in _PLAIN},
        "has_password": bool(mailbox.password),
        "has_smtp_password": bool(mailbox.smtp_password),
        "has_webhook_secret": bool(mailbox.webhook_secret),
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
