"""Where mail keeps words: originals, their parts, and what is on its way out."""

import re
from typing import Any

from django.db.models import Q

from core.html import clean_html, text_to_html
from core.kept import Copy, Search, Table, Tickets
from core.redacting import MARK, Needles
from integrations.email.models import InboundMail, MailBody, OutgoingMail, RawMail

_HEADERS = ("message-id", "date", "from", "to", "cc", "in-reply-to", "references")
_HEAD = re.compile(rb"\r?\n\r?\n")


class Originals:
    """
    A mail as it arrived cannot stay once something of it goes.

    It may hold the words in any coding and in several parts: of it remain the headers that say who wrote to
    whom, and when. The parts that were read from it lose the words.
    """

    place = "mail"
    holds = frozenset({
        "email.RawMail.content", "email.MailBody.text", "email.MailBody.html", "email.MailBody.quoted_text",
    })  # fmt: skip

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        bodies = {body.pk: body for body in MailBody.objects.filter(entry__ticket__in=search.tickets)}
        hit = search.touched & bodies.keys()
        hit |= {pk for pk, body in bodies.items() if _stands_in(search.needles_at(pk), body)}
        # By its entry alone: a merge leaves the mail with the ticket that it arrived for.
        raws = RawMail.objects.filter(inbound__entry__in=hit | search.touched)
        if is_dry:
            return max(len(hit), raws.count())
        for pk in hit:
            body_forget(bodies[pk], None if pk in search.whole else search.needles_at(pk))
        count = 0
        for raw in raws:
            raw_forget(raw)
            count += 1
        return max(len(hit), count)


def _stands_in(needles: Needles, body: MailBody) -> bool:
    if needles.everywhere.stand_in(body.quoted_text):
        return True
    if any(needles.stand_in(text) for text in (body.text, body.html)):
        return True
    return "<blockquote" in body.html and needles.in_html(clean_html(body.html))[1] > 0


def body_forget(body: MailBody, needles: Needles | None) -> None:
    """Take words out of the parts of a mail, or all of them. Its layout goes in any case."""
    if needles is None:
        body.text, body.quoted_text = MARK if body.text else "", MARK if body.quoted_text else ""
    else:
        body.text = needles.in_text(body.text)[0]
        body.quoted_text = needles.everywhere.in_text(body.quoted_text)[0]
    # As its sender wrote it, it can hide words that nobody sees.
    body.html = text_to_html(body.text) if body.html else ""
    body.save(update_fields=["text", "html", "quoted_text"])


def raw_forget(raw: RawMail) -> None:
    """Leave of a mail who wrote to whom and when, and that the rest was taken out."""
    raw.content = stub(bytes(raw.content))
    raw.save(update_fields=["content"])


def stub(content: bytes) -> bytes:
    """These headers of a mail, and the mark as its text."""
    head = _HEAD.split(content, maxsplit=1)[0][:64_000]
    kept: list[bytes] = []
    is_wanted = False
    for line in head.splitlines():
        if not line[:1].isspace():
            is_wanted = line.split(b":", 1)[0].strip().lower().decode("ascii", "replace") in _HEADERS
        if is_wanted:
            kept.append(line)
    kept += [b"MIME-Version: 1.0", b"Content-Type: text/plain; charset=utf-8", b"", MARK.encode()]
    return b"\r\n".join(kept) + b"\r\n"


def _ticket(tickets: Tickets) -> Q:
    return Q(ticket__in=tickets)


KEEPERS: tuple[Any, ...] = (
    Originals(),
    Table("mail", InboundMail, by=_ticket, text=("subject", "detail"), entry="entry_id", is_persons=True),
    Table(
        "mail",
        OutgoingMail,
        by=_ticket,
        text=("subject", "text", "detail"),
        html=("html",),
        entry="entry_id",
        is_persons=True,
    ),
)


def copies(tickets: Tickets) -> list[Copy]:
    """Mail that has left, and mail that came: it lies in the mailboxes of both sides."""
    is_mail = (
        OutgoingMail.objects.filter(ticket__in=tickets).exists()
        or InboundMail.objects.filter(ticket__in=tickets).exists()
    )
    return [Copy("mail", "")] if is_mail else []
