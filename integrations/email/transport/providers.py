"""
What mail providers post to us: whether it is authentic, and the mail inside.

Anymail knows their formats and supplies the checks and the parsed mail. If a provider hands over the raw
message, that is what we store, byte for byte.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.http import HttpRequest

from core.errors import UpstreamFailed
from integrations.email.transport import sns
from integrations.email.transport.forms import Form, NotAForm, parse_form


class Untrusted(Exception):
    """The post is not from the provider: its signature or password is wrong."""


class Misconfigured(Exception):
    """The provider is configured to post something else; the text says what to change."""


class Unusable(Exception):
    """The post is from the provider, but contains no readable mail."""


@dataclass(frozen=True)
class Post:
    """A request as received: headers by lower-case name, the body in bytes."""

    content_type: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Delivery:
    """One mail: `provider_id` is the same on redelivery; `recipients` are the envelope's."""

    raw: bytes
    provider_id: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The contents of a post; `to_confirm` is a subscription that asks for confirmation."""

    deliveries: tuple[Delivery, ...] = ()
    to_confirm: dict[str, Any] = field(default_factory=dict)


def read(provider: str, *, secret: str, post: Post) -> Reading:
    """
    Verify and read a post of `provider`; `secret` is its proof.

    Raises Untrusted, Misconfigured, Unusable; UpstreamFailed if a third party needed for a check is down.
    """
    if not secret:
        raise Untrusted("This mailbox has no secret for its webhook.")
    readers: dict[str, Callable[[str, Post], Reading]] = {
        "mailgun": _mailgun,
        "postmark": _postmark,
        "sendgrid": _sendgrid,
        "ses": _ses,
    }
    if provider not in readers:
        raise Misconfigured("No provider is chosen for this mailbox.")
    return readers[provider](secret, post)


def has_password(secret: str, post: Post) -> bool:
    """Whether HTTP basic authentication contains `secret`: `user:password`, or a password for any user."""
    kind, _, encoded = post.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    if ":" not in secret:
        given = given.partition(b":")[2]
    return hmac.compare_digest(given, secret.encode())


def require_sendgrid(secret: str, post: Post) -> None:
    """Raise Untrusted without the signature or the password that `secret` is for."""
    key = public_key(secret)
    if key is not None:
        require_signature(key, post)
    elif not has_password(secret, post):
        raise Untrusted("The password is wrong or missing.")


def message_of_topic(secret: str, post: Post) -> dict[str, Any]:
    """
    The message of Amazon SNS, verified; `secret` is its topic or a password.

    Raises Untrusted; UpstreamFailed if Amazon's certificate is not to be had.
    """
    try:
        message: dict[str, Any] = json.loads(post.body)
        topic, _ = str(message["TopicArn"]), message["Type"]
    except (ValueError, KeyError, TypeError) as error:
        raise Untrusted("This is no message of Amazon SNS.") from error
    if not (topic == secret if secret.startswith("arn:") else has_password(secret, post)):
        raise Untrusted("The message is of another topic, or its password is wrong.")
    try:
        sns.verify(message)
    except sns.NotFromAmazon as error:
        raise Untrusted(str(error)) from error
    return message


def _mailgun(secret: str, post: Post) -> Reading:
    from anymail.webhooks.mailgun import MailgunInboundWebhookView

    try:
        form = parse_form(post.content_type, post.body)
    except NotAForm as error:
        if post.content_type.startswith("application/json"):
            raise Misconfigured(
                "Mailgun posts events here. Make a receiving route with the action forward()."
            ) from error
        raise Untrusted(str(error)) from error
    if not secret.isascii():
        raise Untrusted("The signing key has letters that no key of Mailgun has.")
    request = request_of(post, form)
    event, _ = _understood(MailgunInboundWebhookView(webhook_signing_key=secret, webhook_secret=[]), request)
    raw = form.fields.get("body-mime")
    return _reading(event, raw, event.event_id, [request.POST.get("recipient", "")])


def _postmark(secret: str, post: Post) -> Reading:
    from anymail.webhooks.postmark import PostmarkInboundWebhookView

    class View(PostmarkInboundWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False

        def esp_to_anymail_event(self, esp_event: dict[str, Any]) -> Any:
            for file in esp_event.get("Attachments", []):
                # An empty one would turn every file into an inline image.
                if not file.get("ContentID"):
                    file.pop("ContentID", None)
            return super().esp_to_anymail_event(esp_event)

    if not has_password(secret, post):
        raise Untrusted("The password is wrong or missing.")
    event, _ = _understood(View(webhook_secret=[]), request_of(post))
    told = event.esp_event
    raw = told["RawEmail"].encode("utf-8", "surrogateescape") if told.get("RawEmail") else None
    return _reading(event, raw, event.event_id, [told.get("OriginalRecipient")])


def _sendgrid(secret: str, post: Post) -> Reading:
    from anymail.webhooks.sendgrid import SendGridInboundWebhookView

    class View(SendGridInboundWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False

        def __init__(self, **more: Any) -> None:
            # Skips the parent's own, which only warns that its authors have no account to test with.
            super(SendGridInboundWebhookView, self).__init__(**more)

    require_sendgrid(secret, post)
    try:
        form = parse_form(post.content_type, post.body)
    except NotAForm as error:
        raise Unusable(str(error)) from error
    number = _seal(form)
    event, _ = _understood(View(webhook_secret=[]), request_of(post, form))
    try:
        recipients = json.loads(form.fields.get("envelope", b"{}")).get("to", [])
    except (ValueError, AttributeError):
        recipients = []
    return _reading(event, form.fields.get("email"), number, recipients)


def _seal(form: Form) -> str:
    """SendGrid sends no ids: a delivery is identified by its contents."""
    seal = hashlib.sha256()
    for name in ("email", "headers", "text", "html", "envelope"):
        seal.update(name.encode() + b"\0" + form.fields.get(name, b"") + b"\0")
    for name, content in sorted(form.contents()):
        seal.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return seal.hexdigest()


def _ses(secret: str, post: Post) -> Reading:
    from anymail.webhooks.amazon_ses import AmazonSESInboundWebhookView
    from botocore.exceptions import BotoCoreError, ClientError

    class View(AmazonSESInboundWebhookView):  # type: ignore[misc]  # the library carries no types
        warn_if_no_basic_auth = False
        raw: bytes | None = None

        def download_s3_object(self, bucket_name: str, object_key: str) -> Any:
            try:
                file = super().download_s3_object(bucket_name, object_key)
            except (BotoCoreError, ClientError) as error:
                raise UpstreamFailed(f"The mail could not be read from S3: {error}.") from error
            self.raw = file.getvalue()
            return file

    message = message_of_topic(secret, post)
    if message["Type"] == "SubscriptionConfirmation":
        return Reading(to_confirm=message)
    if message["Type"] != "Notification":
        return Reading()
    view = View(webhook_secret=[], auto_confirm_sns_subscriptions=False)
    event, told = _understood(view, request_of(post), may_be_empty=True)
    if event is None:
        return Reading()
    raw = view.raw
    if raw is None:
        content = told["content"]
        is_encoded = told["receipt"]["action"].get("encoding") == "BASE64"
        raw = base64.b64decode(content) if is_encoded else content.encode("utf-8", "surrogateescape")
    return _reading(event, raw, event.event_id, told.get("receipt", {}).get("recipients", []))


def _understood(view: Any, request: HttpRequest, *, may_be_empty: bool = False) -> tuple[Any, dict[str, Any]]:
    """The event in a post that passed the view's checks, and what the provider said about it."""
    from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure

    try:
        view.run_validators(request)
    except (AnymailWebhookValidationFailure, ValueError) as error:
        raise Untrusted(str(error)) from error
    try:
        events = view.parse_events(request)
    except AnymailConfigurationError as error:
        raise Misconfigured(str(error)) from error
    except UpstreamFailed:
        raise
    except Exception as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error
    if not events and may_be_empty:
        return None, {}
    event = events[0]
    return event, event.esp_event if isinstance(event.esp_event, dict) else {}


def _reading(event: Any, raw: bytes | None, provider_id: str | None, recipients: Iterable[Any]) -> Reading:
    if raw is None:
        raw = _rebuilt(event.message)
    clean = tuple(r for r in recipients if isinstance(r, str) and "@" in r and r.isprintable())
    return Reading(deliveries=(Delivery(raw=raw, provider_id=provider_id or "", recipients=clean),))


def _rebuilt(message: EmailMessage) -> bytes:
    """A message rebuilt from the parts that the provider took apart."""
    try:
        # Headers unchanged: refolding fails for malformed ones.
        return message.as_bytes(policy=default.clone(refold_source="none"))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Unusable(f"The parts make no message: {error}") from error


def request_of(post: Post, form: Form | None = None) -> HttpRequest:
    """What Anymail's views read, without a connection behind it."""
    request = HttpRequest()
    request.method = "POST"
    request.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in post.headers.items()}
    request.META["CONTENT_TYPE"] = post.content_type
    request._set_content_type_params(request.META)  # type: ignore[attr-defined]  # Django's own, not in the stubs
    request._body = post.body
    if form is not None:
        request.POST = form.as_text()  # type: ignore[assignment]  # a form that was read already
        request.FILES = form.files
    return request


def public_key(secret: str) -> Any:
    """The key SendGrid signs with, if the secret is one; otherwise it is a password."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(secret, validate=True))
    except (binascii.Error, ValueError):
        return None
    return key if isinstance(key, EllipticCurvePublicKey) else None


def require_signature(key: Any, post: Post) -> None:
    """Raises Untrusted unless SendGrid has signed the post with this key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    signature = post.headers.get("x-twilio-email-event-webhook-signature", "")
    timestamp = post.headers.get("x-twilio-email-event-webhook-timestamp", "")
    try:
        key.verify(base64.b64decode(signature), timestamp.encode() + post.body, ECDSA(hashes.SHA256()))
    except (InvalidSignature, binascii.Error) as error:
        raise Untrusted("The signature is wrong.") from error
