"""
One mail to one provider's interface, so that it is always known whether it was handed over.

Anymail knows the providers' formats. What it does by itself is switched off: redirects and repetition, after
which nobody would know how often a mail was taken. Its answer decides, as a server's final one does.
"""

import base64
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from core import http
from core.addresses import on_the_wire
from core.errors import UpstreamFailed
from core.html import one_line
from integrations.email.drafts import Draft, shown_html
from integrations.email.transport.connecting import MailServerError, spoken
from integrations.email.transport.smtp import Accepted, InDoubt, NotReached, Refused

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 60.0
CHECK_SECONDS, CHECK_BYTES = 10.0, 256 * 1024
REFERENCE = "candor_mail"
"""What each mail carries, and comes back with what the provider tells of it."""
NAMES = {"mailgun": "Mailgun", "postmark": "Postmark", "sendgrid": "SendGrid", "ses": "Amazon SES"}
_NO_KEY = ("UnrecognizedClientException", "InvalidSignatureException", "SignatureDoesNotMatch",
           "InvalidClientTokenId", "AccessDeniedException", "ExpiredTokenException")  # fmt: skip


@dataclass(frozen=True)
class ApiAccount:
    """An account at a provider; `account` is Mailgun's domain, or the id of Amazon's key."""

    provider: str
    key: str = field(repr=False)
    account: str = ""
    region: str = ""

    @property
    def name(self) -> str:
        """The provider's name."""
        return NAMES.get(self.provider, self.provider)

    @property
    def url(self) -> str:
        """Where its interface is."""
        is_eu = self.region == "eu"
        real = {
            "mailgun": "https://api.eu.mailgun.net" if is_eu else "https://api.mailgun.net",
            "postmark": "https://api.postmarkapp.com",
            "sendgrid": "https://api.eu.sendgrid.com" if is_eu else "https://api.sendgrid.com",
            "ses": f"https://email.{self.region}.amazonaws.com",
        }
        return str(settings.MAIL_API_URL) or real[self.provider]


def api_deliver(
    account: ApiAccount, *, draft: Draft, reference: str, before_handover: Callable[[], None]
) -> Accepted:
    """
    Send a mail; `reference` comes back with what the provider tells of it later.

    `before_handover` is called before the request; if it raises, nothing is sent. Raises Refused, NotReached
    or InDoubt, as an SMTP server's `deliver`.
    """
    from anymail.exceptions import AnymailError, AnymailRecipientsRefused

    message = _message(account, draft, reference)
    everybody = (*draft.to, *draft.cc)
    try:
        with _backend(account, before_handover, everybody) as backend:
            backend.send_messages([message])
    except AnymailRecipientsRefused as error:
        raise Refused(550, f"{account.name} takes no mail for these addresses.", True, everybody) from error
    except AnymailError as error:
        # An answer of the form that nobody knows, after a good status.
        raise InDoubt(
            f"{account.name} answered something else. It may have taken the mail: {spoken(error)}."
        ) from error
    return _accepted(account, message)


def _accepted(account: ApiAccount, message: Any) -> Accepted:
    status = message.anymail_status
    refused = {
        address: f"550 {account.name} does not send to it ({one.status})."
        for address, one in status.recipients.items()
        if one.status in ("invalid", "rejected", "failed")
    }
    ids = sorted(one.message_id for one in status.recipients.values() if one.message_id)
    return Accepted(refused, f"{account.name} has it.", ids[0].strip("<>") if ids else "")


def _message(account: ApiAccount, draft: Draft, reference: str) -> EmailMultiAlternatives:
    to, cc = ([on_the_wire(one) for one in addresses] for addresses in (draft.to, draft.cc))
    sender, reply_to = on_the_wire(draft.from_address), draft.reply_to and on_the_wire(draft.reply_to)
    name = one_line(draft.from_name)[:120]
    headers = {key: one_line(value) for key, value in draft.headers.items()}
    headers |= {"Message-ID": f"<{draft.message_id}>", "Date": format_datetime(draft.date)}
    if account.provider == "postmark":
        # Without it Postmark puts an id of its own in the place of ours, and answers would find no thread.
        headers["X-PM-KeepID"] = "true"
    message = EmailMultiAlternatives(
        subject=one_line(draft.subject) or "(no subject)",
        body=draft.text or " ",
        from_email=formataddr((name, sender)) if name else sender,
        to=to,
        cc=cc,
        reply_to=[formataddr((name, reply_to))] if reply_to and reply_to != sender else None,
        headers=headers,
    )
    html, shown = shown_html(draft)
    if html:
        message.attach_alternative(html, "text/html")
    for file in draft.files:
        message.attach(_attachment(file, is_shown=file.content_id in shown))
    message.metadata = {REFERENCE: reference}  # type: ignore[attr-defined]  # Anymail's own member
    return message


def _attachment(file: Any, *, is_shown: bool) -> Any:

    main, _, sub = file.content_type.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(file.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "inline" if is_shown else "attachment", filename=file.name)
    if is_shown:
        part.add_header("Content-ID", f"<{file.content_id}@candor>")
    return part


def _backend(account: ApiAccount, before: Callable[[], None], everybody: tuple[str, ...]) -> Any:
    url = account.url
    if account.provider == "ses":
        return _ses(account, before, everybody)
    from anymail.backends import mailgun, postmark, sendgrid

    makers: dict[str, tuple[Any, dict[str, Any]]] = {
        "mailgun": (
            mailgun.EmailBackend,
            {"api_key": account.key, "sender_domain": account.account, "api_url": f"{url}/v3/"},
        ),
        "postmark": (postmark.EmailBackend, {"server_token": account.key, "api_url": f"{url}/"}),
        "sendgrid": (
            sendgrid.EmailBackend,
            {"api_key": account.key, "api_url": f"{url}/v3/"},
        ),
    }
    kind, given = makers[account.provider]

    class Once(kind):  # type: ignore[misc, valid-type]  # the library carries no types
        """The library's own, asking once and judging what came of it."""

        def post_to_esp(self, payload: Any, message: Any) -> Any:
            return _asked_once(self, account, payload, message, before, everybody)

    with warnings.catch_warnings():
        # It says that its authors have no account at SendGrid any more.
        warnings.simplefilter("ignore")
        return Once(**given)


def _asked_once(
    backend: Any,
    account: ApiAccount,
    payload: Any,
    message: Any,
    before: Callable[[], None],
    everybody: tuple[str, ...],
) -> Any:
    import requests
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    params = payload.get_request_params(backend.api_url)
    params |= {"timeout": (CONNECT_SECONDS, ANSWER_SECONDS), "allow_redirects": False}
    before()
    try:
        response = backend.session.request(**params)
    except (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError) as error:
        raise NotReached(f"{account.name} could not be reached: {spoken(error)}") from error
    except requests.RequestException as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(reason, NewConnectionError | NameResolutionError):
            raise NotReached(f"{account.name} could not be reached.") from error
        raise InDoubt(f"{account.name} got the mail and gave no answer. It may have been sent.") from error
    _judge(account, response.status_code, _told(response), everybody)
    backend.raise_for_status(response, payload, message)
    return response


def _told(response: Any) -> str:
    try:
        data = response.json()
    except ValueError:
        return ""
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    words = data.get("Message") or data.get("message") or (first or {}).get("message") or ""
    return spoken(str(words), limit=300)


def _judge(account: ApiAccount, status: int, told: str, everybody: tuple[str, ...]) -> None:
    """What a status means for the mail; returns for one that has it, and for Postmark's own refusals."""
    if 200 <= status < 300 or (status == 422 and account.provider == "postmark"):
        return
    words = f"{account.name} answered {status}{': ' + told if told else ''}."
    if status in (401, 403):
        raise NotReached(
            words, code="sign_in", what_to_do="Enter a key that may send, and check its region.",
            is_sign_in=True,
        )  # fmt: skip
    if status in (429, 503):
        raise Refused(451, words, False, everybody)
    if status >= 500:
        # It had the whole mail: whether it took it is not known.
        raise InDoubt(f"{words} It may have been sent.")
    raise Refused(550, words, True, everybody)


def _ses(account: ApiAccount, before: Callable[[], None], everybody: tuple[str, ...]) -> Any:
    from anymail.backends import amazon_ses

    class Once(amazon_ses.EmailBackend):  # type: ignore[misc]  # the library carries no types
        """The library's own, asking once and judging what came of it."""

        def post_to_esp(self, payload: Any, message: Any) -> Any:
            payload.finalize_payload()
            before()
            return _aws(account, lambda: self.client.send_email(**payload.params), everybody)

    return Once(client_params=_aws_params(account))


def _aws_params(account: ApiAccount) -> dict[str, Any]:
    from botocore.config import Config

    return {
        "region_name": account.region,
        "aws_access_key_id": account.account,
        "aws_secret_access_key": account.key,
        "endpoint_url": account.url,
        "config": Config(
            retries={"total_max_attempts": 1}, connect_timeout=CONNECT_SECONDS, read_timeout=ANSWER_SECONDS
        ),
    }


def _aws(account: ApiAccount, ask: Callable[[], Any], everybody: tuple[str, ...]) -> Any:
    from botocore import exceptions as boto

    try:
        return ask()
    except boto.ClientError as error:
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
        code = str(error.response.get("Error", {}).get("Code", ""))
        told = spoken(str(error.response.get("Error", {}).get("Message", "")), limit=300)
        is_limit = "Throttl" in code or code in ("TooManyRequestsException", "LimitExceededException")
        status = 429 if is_limit else 403 if code in _NO_KEY else status
        _judge(account, status, told, everybody)
        raise Refused(550, f"{account.name} answered {status}.", True, everybody) from error
    except (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.SSLError) as error:
        raise NotReached(f"{account.name} could not be reached: {spoken(error)}") from error
    except (boto.ParamValidationError, boto.NoCredentialsError, boto.UnknownEndpointError) as error:
        raise NotReached(f"{account.name} could not be asked: {spoken(error)}") from error
    except (boto.BotoCoreError, OSError) as error:
        raise InDoubt(f"{account.name} got the mail and gave no answer. It may have been sent.") from error


def api_check(account: ApiAccount) -> str:
    """
    Whether the key may send, without sending; returns what is good, in words. Raises MailServerError.

    A key of Mailgun's that may only send cannot be asked.
    """
    if account.provider == "ses":
        return _ses_checked(account)
    asks = {
        "postmark": ("/server", {"X-Postmark-Server-Token": account.key}),
        "sendgrid": ("/v3/scopes", {"Authorization": f"Bearer {account.key}"}),
        "mailgun": (f"/v4/domains/{account.account}", {"Authorization": _basic(account.key)}),
    }
    path, headers = asks[account.provider]
    try:
        answer = http.fetch(
            "GET", f"{account.url}{path}", headers={"Accept": "application/json"} | headers,
            content=None, max_bytes=CHECK_BYTES, max_seconds=CHECK_SECONDS, follow_redirects=False,
        )  # fmt: skip
    except UpstreamFailed as error:
        raise MailServerError(
            "unreachable", f"{account.name} does not answer.", "Try again later."
        ) from error
    if answer.status_code in (401, 403):
        raise MailServerError(
            "sign_in", f"{account.name} does not accept the key.",
            "Enter a key that may send; with Mailgun, one that may read the domain too.", is_sign_in=True,
        )  # fmt: skip
    if answer.status_code != 200:
        raise MailServerError(
            "unreachable", f"{account.name} answered {answer.status_code}.", "Check domain and region."
        )
    if account.provider == "sendgrid" and b'"mail.send"' not in answer.content:
        raise MailServerError("sign_in", "The key may not send mail.", "Give it the right Mail Send.")
    return f"{account.name} accepts the key."


def _basic(key: str) -> str:
    return f"Basic {base64.b64encode(f'api:{key}'.encode()).decode()}"


def _ses_checked(account: ApiAccount) -> str:
    import boto3

    client = boto3.session.Session().client("sesv2", **_aws_params(account))
    try:
        found = _aws(account, client.get_account, ())
    except (NotReached, Refused, InDoubt) as error:
        raise MailServerError(
            "sign_in", str(error) or f"{account.name} gave no answer.",
            "Check the key, its rights (ses:SendEmail, ses:GetAccount) and the region.",
        ) from error  # fmt: skip
    if not found.get("SendingEnabled", True):
        raise MailServerError("sign_in", "Amazon has paused sending for this account.", "Settle that there.")
    is_open = found.get("ProductionAccessEnabled", True)
    return (
        f"{account.name} accepts the key."
        if is_open
        else (f"{account.name} accepts the key, and sends to verified addresses only (sandbox).")
    )
