"""
Where mail providers post incoming mail: `/hooks/mail/<key>`.

Providers redeliver until they get a 2xx, so they get one only once the mail is in the database.
"""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from core.errors import UpstreamFailed
from core.queue import enqueue_on_commit
from integrations.email.models import Mailbox
from integrations.email.selectors.mailboxes import mailbox_of_events, mailbox_of_webhook
from integrations.email.services.eventing import event_note
from integrations.email.services.webhook_intake import posted_refuse, posted_store, posted_unusable
from integrations.email.transport import sns
from integrations.email.transport.events import read_events
from integrations.email.transport.providers import Misconfigured, Post, Reading, Untrusted, Unusable, read

logger = logging.getLogger(__name__)

# Postmark sends each mail twice, raw and in parts, both base64-encoded.
BODY_PER_MAIL = 3
MAX_EVENTS = 4 * 1024 * 1024


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def receive(request: HttpRequest, intake_key: str) -> HttpResponse:
    """
    Accept one post from a provider.

    404 for an unknown key, 401 or 403 without valid proof, 413 over the size limit, 503 if it should be
    retried later, 400 if the provider is configured to post something else.
    """
    mailbox = mailbox_of_webhook(intake_key)
    if mailbox is None:
        return _answer(HTTPStatus.NOT_FOUND, "There is no such mailbox.")
    if request.method == "HEAD":
        return HttpResponse()
    if not mailbox.is_active:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "This mailbox is switched off.")
    limit = settings.MAIL_MAX_BYTES * BODY_PER_MAIL
    # One extra byte shows whether there is more; the client's own claims in its headers are irrelevant.
    body = request.read(limit + 1)
    if len(body) > limit:
        logger.warning("A provider's delivery was over the size limit", extra={"mailbox_id": mailbox.pk})
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than any mail may be.")
    return _take(mailbox, _post(request, body))


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def receive_events(request: HttpRequest, intake_key: str) -> HttpResponse:
    """
    Accept what a provider tells of mail that it has sent for us.

    Answers as `receive`; what it tells of mail that is not ours is taken and changes nothing.
    """
    mailbox = mailbox_of_events(intake_key)
    if mailbox is None:
        return _answer(HTTPStatus.NOT_FOUND, "There is no such mailbox.")
    if request.method == "HEAD":
        return HttpResponse()
    body = request.read(MAX_EVENTS + 1)
    if len(body) > MAX_EVENTS:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than events are.")
    post = _post(request, body)
    try:
        telling = read_events(mailbox.api_provider, secret=mailbox.events_secret, post=post)
        if telling.to_confirm:
            sns.confirm(telling.to_confirm)
    except (Untrusted, sns.NotFromAmazon) as error:
        logger.warning(
            "A provider's events were refused", extra={"mailbox_id": mailbox.pk, "why": str(error)}
        )
        wants_password = mailbox.api_provider == "ses" and not mailbox.events_secret.startswith("arn:")
        if wants_password and mailbox.events_secret and "authorization" not in post.headers:
            return _challenge(str(error))
        return _answer(HTTPStatus.FORBIDDEN, str(error))
    except (Misconfigured, Unusable) as error:
        return _answer(HTTPStatus.BAD_REQUEST, str(error))
    except UpstreamFailed as error:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
    for told in telling.events:
        event_note(mailbox=mailbox, told=told, now=clock.now())
    return _answer(HTTPStatus.OK, "Taken.")


def _challenge(why: str) -> HttpResponse:
    """Amazon sends the password in a URL only after a challenge."""
    response = _answer(HTTPStatus.UNAUTHORIZED, why)
    response["WWW-Authenticate"] = 'Basic realm="mail"'
    return response


def _take(mailbox: Mailbox, post: Post) -> HttpResponse:
    now = clock.now()
    try:
        reading = read(mailbox.provider, secret=mailbox.webhook_secret, post=post)
        if reading.to_confirm:
            sns.confirm(reading.to_confirm)
    except (Untrusted, sns.NotFromAmazon) as error:
        return _refuse(mailbox, str(error), has_proof="authorization" in post.headers)
    except Misconfigured as error:
        posted_refuse(mailbox=mailbox, why=str(error), now=now)
        return _answer(HTTPStatus.BAD_REQUEST, str(error))
    except UpstreamFailed as error:
        posted_refuse(mailbox=mailbox, why=error.message, now=now)
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, error.message)
    except Unusable as error:
        logger.warning("A provider's delivery could not be read", extra={"mailbox_id": mailbox.pk})
        posted_unusable(mailbox=mailbox, body=post.body, why=str(error), now=now)
        return _answer(HTTPStatus.OK, "Kept for a person to look into.")
    return _store(mailbox, reading)


def _store(mailbox: Mailbox, reading: Reading) -> HttpResponse:
    now = clock.now()
    for delivery in reading.deliveries:
        posted_store(mailbox=mailbox, delivery=delivery, now=now)
    if reading.deliveries:
        enqueue_on_commit("integrations.email.tasks.read", mailbox_id=mailbox.pk)
    return _answer(HTTPStatus.OK, "Taken.")


def _refuse(mailbox: Mailbox, why: str, *, has_proof: bool) -> HttpResponse:
    wants_password = mailbox.provider == "ses" and not mailbox.webhook_secret.startswith("arn:")
    if wants_password and mailbox.webhook_secret and not has_proof:
        return _challenge(why)
    told = f"A delivery of the provider was refused: {why} Check the secret of the webhook."
    posted_refuse(mailbox=mailbox, why=told, now=clock.now())
    return _answer(HTTPStatus.FORBIDDEN, why)


def _post(request: HttpRequest, body: bytes) -> Post:
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Post(content_type=headers.get("content-type", ""), headers=headers, body=body)


def _answer(status: HTTPStatus, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
