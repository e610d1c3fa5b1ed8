"""Parsing raw mail. Something of any input can be shown; only an absurdly large tree raises."""

from integrations.email.mime import automatic, bodies, bounces, calendars, html_lines, parts, quoting
from integrations.email.mime.bodies import MailFile
from integrations.email.mime.calendars import Invitation
from integrations.email.mime.headers import Address, Headers, date_of, first_address, message_ids, own_id
from integrations.email.mime.html_lines import HtmlLine
from integrations.email.mime.parsed import Bounce, ParsedMail
from integrations.email.mime.parts import MailTooComplex
from integrations.email.mime.quoting import Letter
from integrations.email.mime.words import words

__all__ = ["Address", "Bounce", "Invitation", "MailFile", "MailTooComplex", "ParsedMail", "parse"]

MAX_REFERENCES = 200
_ENVELOPE_HEADERS = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "x-envelope-to")
_REPLY_PREFIXES, _FORWARD_PREFIXES = words("reply_prefix"), words("forward_prefix")


def parse(raw: bytes) -> ParsedMail:
    """
    Parse a raw message, whatever it contains.

    Raises MailTooComplex for more parts, levels or headers than people send; nothing else.
    """
    root = parts.read(raw)
    headers = root.headers
    body = bodies.read(root)
    subject = headers.first("subject")
    from_ = first_address(headers.addresses("from"))
    rich = body.rich_lines
    text = body.text or html_lines.text_of(rich)
    if not text.strip() and body.messages:
        text = _of_messages(body.messages)
    is_forward = _prefix(subject) in _FORWARD_PREFIXES
    in_reply_to = message_ids(headers.raw("in-reply-to"))
    references = _ids(headers, "references")
    is_answer = bool(in_reply_to or references)
    letter = _letter(headers, subject, is_answer=is_answer, is_forward=is_forward)
    split = _split(text, body, rich, sender=from_, letter=letter, is_forward=is_forward)
    bounce = bounces.find(root, body, text, subject, from_)
    found = automatic.classify(headers, from_, subject, root.content_type, bounce, split.visible)
    return ParsedMail(
        message_id=own_id(headers.raw("message-id") or headers.raw("message-i-d")),
        in_reply_to=in_reply_to,
        references=references,
        from_=from_,
        sender=first_address(headers.addresses("sender")),
        reply_to=headers.addresses("reply-to"),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        delivered_to=_delivered_to(headers),
        subject=subject,
        sent_at=date_of(headers.first("date")),
        text=text,
        html=body.html,
        visible_text=split.visible,
        visible_html=split.visible_html,
        quoted_text=split.quoted,
        signature_text=split.signature,
        files=tuple(body.files),
        invitations=tuple(one for source in body.calendars[:10] for one in calendars.invitations(source)),
        automatic=found.kind,
        reason=found.reason,
        bounce=bounce,
        loop_marks=tuple(value for value in headers.all("x-candor-loop") if value),
        is_reply_or_forward=is_answer or is_forward or _prefix(subject) in _REPLY_PREFIXES,
        authentication_results=tuple(headers.all("authentication-results")),
        problems=tuple(
            dict.fromkeys(body.problems + ([] if from_.address else ["The mail names no usable sender."]))
        ),
        is_surely_automatic=found.is_sure,
        is_newsletter=automatic.is_newsletter(headers),
        lists=automatic.list_names(headers),
    )


def _split(
    text: str, body: bodies.Body, rich: list[HtmlLine], *, sender: Address, letter: Letter, is_forward: bool
) -> quoting.Split:
    return quoting.split(
        text,
        rich=rich,
        html=body.html,
        sender=sender,
        is_forward=is_forward,
        letter=letter,
        machine=body.machine_texts,
        is_of_html=bool(rich) and not body.has_plain,
    )


def _prefix(subject: str) -> str:
    head = subject[:30].replace("\uff1a", ":")
    word, colon, _ = head.partition(":")
    return word.strip().partition("[")[0].rstrip("0123456789^() ").lower() if colon else ""


def _letter(headers: Headers, subject: str, *, is_answer: bool, is_forward: bool) -> Letter:
    if is_forward:
        return Letter.FIRST if _has_trace(headers) else Letter.UNKNOWN
    # Outlook's index grows with each answer.
    if is_answer or _prefix(subject) in _REPLY_PREFIXES or len(headers.first("thread-index")) > 32:
        return Letter.ANSWER
    return Letter.FIRST if _has_trace(headers) else Letter.UNKNOWN


def _has_trace(headers: Headers) -> bool:
    """Whether the headers are those of a mail that was sent, which would name what it answers."""
    return bool(headers.raw("message-id") or headers.raw("date"))


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    found = message_ids(" ".join(headers.all(name)))
    # The first one identifies the thread, the last ones what is answered.
    return found if len(found) <= MAX_REFERENCES else found[:1] + found[1 - MAX_REFERENCES :]


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found = [
        address.address
        for name, _ in headers.fields
        if name in _ENVELOPE_HEADERS
        for address in headers.addresses(name)
        if address.address
    ]
    return tuple(dict.fromkeys(found))


def _of_messages(messages: list[parts.Part]) -> str:
    """The text of forwarded messages, for a mail that contains nothing else."""
    told: list[str] = []
    for message in messages[:5]:
        try:
            inner = parts.read(message.content)
            headers, text = inner.headers, _text_of(inner)
        except MailTooComplex:
            continue
        names = ("from", "date", "to", "subject")
        head = [f"{name.title()}: {headers.first(name)}" for name in names if headers.first(name)]
        told.append("\n".join(["---------- Forwarded message ----------", *head, "", text]))
    return "\n\n".join(told)


def _text_of(root: parts.Part) -> str:
    body = bodies.read(root)
    return body.text or html_lines.text_of(body.rich_lines)
