"""
Four providers of mail over real HTTP: what is asked is held against what they publish.

Each keeps what it has taken as often as it is asked: whoever sends a mail twice has sent two.
"""

import base64
import email
import email.policy
import json
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.standins.mail import contract
from tests.standins.serving import QuietHandler, StandIn

KEY = "a-key-of-mail-4242424242424242"
DOMAIN = "mail.halyard.test"
Answer = tuple[int, dict[str, str], bytes]
Planned = Callable[["_Handler"], Answer | None]
_BOUNDARY = re.compile(r"boundary=([\w'.+-]+)")


@dataclass
class Taken:
    """A mail that a provider has."""

    provider: str
    id: str
    to: list[str]
    subject: str
    headers: dict[str, str]
    text: str
    html: str
    reference: str
    files: int = 0


@dataclass
class State:
    """What was taken, and how it behaves."""

    mails: list[Taken] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # The next answers, instead of its own; None from one hangs up. `after` are those once it was done.
    next: list[Planned] = field(default_factory=list)
    after: list[Planned] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class MailStandIn(StandIn):
    """Use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()
        super().__init__(type("Handler", (_Handler,), {"state": self.state}), port)


class _Handler(QuietHandler):
    state: State

    def do_GET(self) -> None:
        self._take()

    def do_POST(self) -> None:
        self._take()

    def _take(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with self.state.lock:
            plan = self.state.next or self.state.after
            is_first = plan is self.state.next
            planned = plan.pop(0) if plan else None
        answer = planned(self) if planned is not None and is_first else self._own()
        if planned is not None and not is_first:
            answer = planned(self)
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        self.send_body(status, body, headers)

    def _own(self) -> Answer:
        told = _ways(self.path)
        if told is None:
            return 404, {}, b'{"message": "not found"}'
        opened, work = told
        if not opened(self):
            return 401, {}, b'{"message": "Unauthorized", "Message": "Unauthorized", "ErrorCode": 10}'
        with self.state.lock:
            return work(self)


def _ways(path: str) -> tuple[Callable[[_Handler], bool], Callable[[_Handler], Answer]] | None:
    return {
        f"/v3/{DOMAIN}/messages": (_mailgun_key, _mailgun),
        f"/v4/domains/{DOMAIN}": (_mailgun_key, _fine({"domain": {"name": DOMAIN, "state": "active"}})),
        "/email": (_postmark_key, _postmark),
        "/server": (_postmark_key, _fine({"ID": 1, "Name": "Halyard"})),
        "/v3/mail/send": (_sendgrid_key, _sendgrid),
        "/v3/scopes": (_sendgrid_key, _fine({"scopes": ["mail.send"]})),
        "/v2/email/outbound-emails": (_ses_key, _ses),
        "/v2/email/account": (_ses_key, _fine({"SendingEnabled": True, "ProductionAccessEnabled": True})),
    }.get(path)


def _mailgun_key(handler: _Handler) -> bool:
    return handler.headers.get("Authorization") == (
        "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()
    )


def _postmark_key(handler: _Handler) -> bool:
    return handler.headers.get("X-Postmark-Server-Token") == KEY


def _sendgrid_key(handler: _Handler) -> bool:
    return handler.headers.get("Authorization") == f"Bearer {KEY}"


def _ses_key(handler: _Handler) -> bool:
    return "Credential=AKIAHALYARD/" in handler.headers.get("Authorization", "")


def _fine(told: Any) -> Callable[[_Handler], Answer]:
    return lambda handler: (200, {}, json.dumps(told).encode())


def _keep(handler: _Handler, faults: list[str], mail: Taken) -> bool:
    handler.state.faults += faults
    if not faults:
        handler.state.mails.append(mail)
    return not faults


def _mailgun(handler: _Handler) -> Answer:
    fields, files = _form(handler)
    told = {name[2:].lower(): values[0] for name, values in fields.items() if name.startswith("h:")}
    number = f"<{secrets.token_hex(8)}@{DOMAIN}>"
    mail = Taken(
        "mailgun", number, [*fields.get("to", []), *fields.get("cc", [])], fields.get("subject", [""])[0],
        told, fields.get("text", [""])[0], fields.get("html", [""])[0],
        fields.get("v:candor_mail", [""])[0], files,
    )  # fmt: skip
    if not _keep(handler, contract.mailgun_faults(fields), mail):
        return 400, {}, b'{"message": "a parameter is wrong"}'
    return 200, {}, json.dumps({"id": number, "message": "Queued. Thank you."}).encode()


def _form(handler: _Handler) -> tuple[dict[str, list[str]], int]:
    kind = handler.headers.get("Content-Type", "")
    if "multipart" not in kind:
        return parse_qs(handler.body.decode(), keep_blank_values=True), 0
    whole = email.message_from_bytes(
        f"Content-Type: {kind}\r\n\r\n".encode() + handler.body, policy=email.policy.HTTP
    )
    fields: dict[str, list[str]] = {}
    files = 0
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        files += part.get_filename() is not None
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        fields.setdefault(str(name), []).append(content.decode("utf-8", "replace"))
    return fields, files


def _postmark(handler: _Handler) -> Answer:
    body = json.loads(handler.body)
    headers = {one["Name"].lower(): one["Value"] for one in body.get("Headers", [])}
    number = "883953f4-6105-42a2-a16a-77a8eac79483"
    mail = Taken(
        "postmark", number, [one for name in ("To", "Cc") if (one := body.get(name))],
        body.get("Subject", ""), headers, body.get("TextBody", ""), body.get("HtmlBody", ""),
        body.get("Metadata", {}).get("candor_mail", ""), len(body.get("Attachments", [])),
    )  # fmt: skip
    if not _keep(handler, contract.postmark_faults(body), mail):
        return 422, {}, b'{"ErrorCode": 300, "Message": "Invalid request."}'
    told = {"To": body["To"], "SubmittedAt": "2026-03-02T09:00:00Z", "MessageID": number}
    return 200, {}, json.dumps(told | {"ErrorCode": 0, "Message": "OK"}).encode()


def _sendgrid(handler: _Handler) -> Answer:
    body = json.loads(handler.body)
    (whom,) = body["personalizations"]
    content = {one["type"]: one["value"] for one in body["content"]}
    args = whom.get("custom_args", {}) | body.get("custom_args", {})
    headers = whom.get("headers", {}) | body.get("headers", {})
    number = args.get("anymail_id", "")
    mail = Taken(
        "sendgrid", number, [one["email"] for one in (*whom["to"], *whom.get("cc", []))],
        body.get("subject", ""), {name.lower(): one for name, one in headers.items()},
        content.get("text/plain", ""), content.get("text/html", ""), args.get("candor_mail", ""),
        len(body.get("attachments", [])),
    )  # fmt: skip
    if not _keep(handler, contract.sendgrid_faults(body), mail):
        return 400, {}, b'{"errors": [{"message": "invalid request"}]}'
    return 202, {"X-Message-Id": number}, b""


def _ses(handler: _Handler) -> Answer:
    body = json.loads(handler.body)
    raw = email.message_from_bytes(
        base64.b64decode(body["Content"]["Raw"]["Data"]), policy=email.policy.default
    )
    plain, html = raw.get_body(("plain",)), raw.get_body(("html",))
    told = json.loads(str(raw.get("X-Metadata") or "{}"))
    number = "010001-aws-000000"
    where = body["Destination"]
    mail = Taken(
        "ses", number, [*where.get("ToAddresses", []), *where.get("CcAddresses", [])], str(raw["Subject"]),
        {name.lower(): str(one) for name, one in raw.items()},
        plain.get_content() if plain is not None else "", html.get_content() if html is not None else "",
        told.get("candor_mail", ""), len(list(raw.iter_attachments())),
    )  # fmt: skip
    if not _keep(handler, contract.ses_faults(body), mail):
        return 400, {"X-Amzn-ErrorType": "BadRequestException"}, b'{"message": "invalid"}'
    return 200, {}, json.dumps({"MessageId": number}).encode()


def answers(status: int) -> Planned:
    """An answer of this status, with nothing done."""
    return lambda handler: (status, {}, b'{"message": "no", "Message": "no", "errors": [{"message": "no"}]}')


def hangs_up(handler: _Handler) -> None:
    """The line breaks."""


def half(handler: _Handler) -> Answer:
    """A good answer that stops in its middle."""
    return 200, {}, b'{"id": "<1'
