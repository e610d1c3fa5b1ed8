"""What mail providers tell of mail that they have sent for us: whether it is authentic, and what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.email.transport.api import REFERENCE
from integrations.email.transport.providers import (
    Misconfigured,
    Post,
    Untrusted,
    Unusable,
    has_password,
    message_of_topic,
    request_of,
    require_sendgrid,
)

TAKEN, DELIVERED, BOUNCED, DELAYED, UNWANTED = "taken", "delivered", "bounced", "delayed", "unwanted"
_KINDS = {
    "queued": TAKEN,
    "sent": TAKEN,
    "delivered": DELIVERED,
    "bounced": BOUNCED,
    "rejected": BOUNCED,
    "failed": BOUNCED,
    "deferred": DELAYED,
    "complained": UNWANTED,
}


@dataclass(frozen=True)
class Told:
    """One event: `reference` is what we gave the mail along, `provider_id` what the provider calls it."""

    kind: str
    recipient: str
    reference: str = ""
    provider_id: str = ""
    why: str = ""


@dataclass(frozen=True)
class Telling:
    """The events of a post; `to_confirm` is a subscription that asks for confirmation."""

    events: tuple[Told, ...] = ()
    to_confirm: dict[str, Any] = field(default_factory=dict)


def read_events(provider: str, *, secret: str, post: Post) -> Telling:
    """
    Verify and read what a provider tells; `secret` is its proof.

    Raises Untrusted, Misconfigured, Unusable; UpstreamFailed if a third party needed for a check is down.
    """
    if not secret:
        raise Untrusted("This mailbox has no secret for what its provider tells.")
    readers: dict[str, Callable[[str, Post], Telling]] = {
        "mailgun": _mailgun,
        "postmark": _postmark,
        "sendgrid": _sendgrid,
        "ses": _ses,
    }
    if provider not in readers:
        raise Misconfigured("This mailbox sends by no provider.")
    return readers[provider](secret, post)


def _mailgun(secret: str, post: Post) -> Telling:
    from anymail.webhooks.mailgun import MailgunTrackingWebhookView

    if not secret.isascii() or not post.content_type.startswith("application/json"):
        raise Untrusted("This is no event of Mailgun.")
    return _told(MailgunTrackingWebhookView(webhook_signing_key=secret, webhook_secret=[]), post)


def _postmark(secret: str, post: Post) -> Telling:
    from anymail.webhooks.postmark import PostmarkTrackingWebhookView

    class View(PostmarkTrackingWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False

    if not has_password(secret, post):
        raise Untrusted("The password is wrong or missing.")
    return _told(View(webhook_secret=[]), post)


def _sendgrid(secret: str, post: Post) -> Telling:
    from anymail.webhooks.sendgrid import SendGridBaseWebhookView, SendGridTrackingWebhookView

    class View(SendGridTrackingWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False

        def __init__(self, **more: Any) -> None:
            # Skips the parents' own, which only warn that the authors have no account to test with.
            super(SendGridBaseWebhookView, self).__init__(**more)

        def validate_request(self, request: Any) -> None:
            """The proof has been seen to."""

    require_sendgrid(secret, post)
    return _told(View(webhook_secret=[]), post)


def _ses(secret: str, post: Post) -> Telling:
    from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView

    class View(AmazonSESTrackingWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False

    message = message_of_topic(secret, post)
    if message["Type"] == "SubscriptionConfirmation":
        return Telling(to_confirm=message)
    if message["Type"] != "Notification":
        return Telling()
    return _told(View(webhook_secret=[], auto_confirm_sns_subscriptions=False), post)


def _told(view: Any, post: Post) -> Telling:
    from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure

    request = request_of(post)
    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, ValueError, KeyError, TypeError) as error:
        raise Untrusted(str(error)) from error
    try:
        found: Sequence[Any] = view.parse_events(request)
        return Telling(tuple(one for event in found if (one := _of(event)) is not None))
    except (AnymailError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error


def _of(event: Any) -> Told | None:
    kind = _KINDS.get(str(event.event_type))
    if kind is None or not event.recipient:
        return None
    reference = (event.metadata or {}).get(REFERENCE, "")
    why = event.mta_response or event.description or event.reject_reason or ""
    return Told(
        kind,
        str(event.recipient)[:254],
        str(reference)[:20],
        str(event.message_id or "").strip("<>")[:200],
        " ".join(str(why).split())[:300],
    )
