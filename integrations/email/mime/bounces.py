"""Reports that a message did not arrive: the standard form (RFC 3464), and what servers write instead."""

import re

from integrations.email.mime.bodies import Body
from integrations.email.mime.charsets import decode
from integrations.email.mime.headers import Address, Headers, addresses, message_ids, own_id
from integrations.email.mime.parsed import Bounce
from integrations.email.mime.parts import MailTooComplex, Part, read

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINALS = ("message/rfc822", "message/global", "text/rfc822-headers", "text/rfc822-header")
_MAX_TEXT = 20_000
_MAX_GROUPS = 200
_DAEMONS = ("mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "maildaemon", "double-bounce")
_SUBJECTS = (
    "undeliver", "delivery status notification", "failure notice", "mail delivery", "returned mail",
    "return mail", "delivery failure", "delivery notification", "unzustellbar", "nicht zustellbar",
    "non remis", "non distribu", "no se puede entregar", "no entregado", "não entregue",
    "impossibile recapitare", "mancato recapito", "onbestelbaar", "niet afgeleverd", "niedostarcz",
    "nie można dostarczyć", "olevererbar", "kan inte levereras", "uleverbar", "kunne ikke leveres",
    "не доставлено", "недоставлен", "nedoručiteln", "配信不能", "配信できません", "無法傳遞", "无法投递",
    "退信", "系统退信", "반송", "teslim edilemedi", "message not delivered", "could not be delivered",
    "mail failure", "warning: could not send", "warning: message", "delayed", "delivery report", "rejected",
    "bounce", "address not found",
)  # fmt: skip
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?:[ \-#]|$)")
_MAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_ORIGINAL_ID = re.compile(r"(?:^|\n)\s{0,8}>?\s?message-id:\s{0,3}(<[^<>\s]{1,400}>)", re.IGNORECASE)
_DELAYED = (
    "will keep trying", "will continue to try", "will be retried", "still undelivered",
    "still being retried", "delayed", "no action is required", "has not yet been delivered",
    "not yet been delivered", "warning message only", "delivery incomplete", "will retry",
    "temporary failure", "temporarily deferred", "delivery is delayed",
)  # fmt: skip
_FOR_GOOD = (
    "user unknown", "unknown user", "no such user", "does not exist", "doesn't exist", "no mailbox",
    "unknown recipient", "invalid recipient", "recipient rejected", "address rejected", "not found",
    "no such recipient", "mailbox unavailable", "unrouteable address", "user doesn", "unknown or invalid",
    "account that you tried to reach", "isn't found", "unknown address", "couldn't be found", "disabled",
    "no longer", "host unknown", "domain not found", "not a valid", "permanent", "wurde nicht gefunden",
    "unbekannt", "inconnu", "desconocid",
)  # fmt: skip
_FOR_NOW = (
    "over quota", "quota exceeded", "mailbox full", "mailbox is full", "is full", "too large", "exceeds",
    "spam", "blocked", "greylist", "try again",
)  # fmt: skip


def find(root: Part, body: Body, text: str, subject: str, from_: Address) -> Bounce | None:
    """What a mail reports as undelivered; with several recipients, one that failed. None for other mail."""
    original = _original_id(root.headers, body, text)
    reports = [part for part in body.reports if part.content_type in _REPORTS]
    for part in reports:
        bounce = _of_report(decode(part.content), original)
        if bounce is not None:
            return bounce
    if reports and root.content_type == "multipart/report":
        # A success report; its wording does not turn it into a failure.
        return None
    return _of_text(root.headers, text[:_MAX_TEXT], subject, from_, original)


def is_daemon(from_: Address) -> bool:
    """Whether the sender is a mail system."""
    local = from_.address.partition("@")[0].lower() or from_.name.lower()
    # "postmaster@" itself, not a person's "postmasters-guild@".
    return any(local == name or re.match(rf"{name}(?![a-z])", local) is not None for name in _DAEMONS)


def has_null_path(headers: Headers) -> bool:
    """Whether the envelope had no sender: nothing may be sent back."""
    return headers.first("return-path").replace(" ", "") == "<>"


def _of_report(report: str, original: str) -> Bounce | None:
    found: list[Bounce] = []
    for group in report.split("\n\n")[:_MAX_GROUPS]:
        fields = _fields(group)
        action = fields.get("action", "").split()[:1]
        recipient = _recipient(fields)
        if action not in (["failed"], ["delayed"]) or not recipient:
            continue
        diagnostic = _after_type(fields.get("diagnostic-code", ""))
        status = _status(fields.get("status", "")) or _status(diagnostic)
        if status.endswith(".0.0") and _status(diagnostic):
            status = _status(diagnostic)
        found.append(
            Bounce(
                recipient=recipient,
                is_permanent=action == ["failed"] and _is_permanent(status, diagnostic),
                status=status,
                diagnostic=diagnostic[:500],
                original_message_id=original,
            )
        )
    # People need to see the most certain one.
    return next((one for one in found if one.is_permanent), found[0] if found else None)


def _fields(group: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    last = ""
    for line in group.split("\n")[:100]:
        if line[:1] in (" ", "\t") and last:
            fields[last] = f"{fields[last]} {line.strip()}"[:2_000]
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            fields.setdefault(last, value.strip().lower() if last == "action" else value.strip())
    return fields


def _recipient(fields: dict[str, str]) -> str:
    for name in ("final-recipient", "original-recipient"):
        found = addresses(_after_type(fields.get(name, ""))[:1_000])
        if found and found[0].address:
            return found[0].address
    return ""


def _after_type(value: str) -> str:
    """The value without its type, as in "rfc822; someone@example.com"."""
    head, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(head) < 40 and "@" not in head else value.strip()


def _status(text: str) -> str:
    match = _STATUS.search(text[:2_000])
    return ".".join(match.groups()) if match else ""


def _is_permanent(status: str, diagnostic: str) -> bool:
    """
    Whether the address itself is at fault, permanently.

    A full mailbox, a message rejected for its size or as spam, and network problems say nothing about the
    address, whatever class the status (RFC 3463) claims.
    """
    lowered = diagnostic.lower()
    if not status:
        code = _CODE.search(diagnostic[:2_000])
        if code is not None and code[1] == "4":
            return False
        return not any(words in lowered for words in _FOR_NOW) and (
            code is not None or any(words in lowered for words in _FOR_GOOD)
        )
    kind, subject, detail = status.split(".")
    if kind != "5":
        return False
    if subject == "1" or (subject, detail) in {("4", "1"), ("4", "4"), ("2", "1"), ("2", "0")}:
        return True
    if subject in ("0", "5"):
        return not any(words in lowered for words in _FOR_NOW)
    return subject == "7" and any(words in lowered for words in _FOR_GOOD) and "spam" not in lowered


def _of_text(headers: Headers, text: str, subject: str, from_: Address, original: str) -> Bounce | None:
    """A failure described in a server's words, distinguished from people's words by its sender."""
    failed = headers.addresses("x-failed-recipients")
    lowered_subject = subject.lower()
    is_about_it = any(words in lowered_subject for words in _SUBJECTS)
    if not failed and not (is_about_it and (is_daemon(from_) or has_null_path(headers))):
        return None
    own = {one.address.lower() for one in headers.addresses("to")} | {from_.address.lower()}
    recipient, place = (
        (failed[0].address, text.find(failed[0].address)) if failed else _first_recipient(text, own)
    )
    if not recipient:
        return None
    about = text[max(place, 0) : max(place, 0) + 2_000]
    lowered = f"{lowered_subject}\n{text.lower()}"
    status = _status(about) or _status(text)
    is_delayed = any(words in lowered for words in _DELAYED) and not status.startswith("5")
    return Bounce(
        recipient=recipient,
        is_permanent=not is_delayed and _is_permanent(status, about),
        status=status,
        diagnostic=_diagnostic(about, recipient),
        original_message_id=original,
        # A postmaster is also a person, and anybody can write such a subject.
        is_sure=bool(failed) or (is_daemon(from_) and has_null_path(headers)) or _is_program(from_),
    )


def _is_program(from_: Address) -> bool:
    return not from_.address.lower().startswith("postmaster") and is_daemon(from_)


def _first_recipient(text: str, own: set[str]) -> tuple[str, int]:
    for match in _MAIL.finditer(text):
        address = match[0].lower()
        if (
            address not in own
            and not address.startswith(_DAEMONS)
            and "message-id" not in text[max(0, match.start() - 40) : match.start()].lower()
        ):
            found = addresses(match[0])
            if found and found[0].address:
                return found[0].address, match.start()
    return "", -1


def _diagnostic(about: str, recipient: str) -> str:
    """The first lines below the address that give the reason."""
    told: list[str] = []
    for line in about.split("\n")[:20]:
        bare = line.strip(" \t*")
        if bare.startswith("---") and told:
            break
        if bare and bare.strip("<>:").lower() != recipient.lower():
            told.append(bare)
    return " ".join(" ".join(told).split())[:500]


def _original_id(headers: Headers, body: Body, text: str) -> str:
    for part in body.reports:
        if part.content_type not in _ORIGINALS:
            continue
        try:
            inner = read(part.content[:200_000]).headers
        except MailTooComplex:
            continue
        found = own_id(inner.raw("message-id"))
        if found:
            return found
    match = _ORIGINAL_ID.search(text)
    if match is not None:
        return own_id(match[1])
    replied = message_ids(headers.raw("in-reply-to")) or message_ids(headers.raw("references"))
    return replied[-1] if replied else ""
