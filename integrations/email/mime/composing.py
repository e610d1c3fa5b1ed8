"""Our outgoing mail as bytes for a server (RFC 5322, MIME)."""

from email.errors import MessageError
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, formataddr

from core.addresses import on_the_wire
from core.html import one_line
from integrations.email.drafts import Draft, shown_html


def compose(draft: Draft) -> bytes:
    """
    The mail with a plain and an HTML part, inline images and files.

    Our own images in the HTML are embedded. Long lines are encoded, because SMTP allows 998 octets per line.
    Headers are UTF-8 (RFC 6532), which requires SMTPUTF8, only if a local part is not ASCII. Raises
    NotAnAddress.
    """
    to, cc = ([on_the_wire(one) for one in addresses] for addresses in (draft.to, draft.cc))
    sender = on_the_wire(draft.from_address)
    reply_to = on_the_wire(draft.reply_to) if draft.reply_to else ""
    is_ascii = all(one.isascii() for one in (*to, *cc, sender, reply_to))
    mail = EmailMessage(policy=SMTP if is_ascii else SMTPUTF8)
    mail["Message-ID"] = f"<{draft.message_id}>"
    mail["Date"] = format_datetime(draft.date)
    mail["From"] = _header_address(draft.from_name, sender)
    mail["To"] = ", ".join(to)
    if cc:
        mail["Cc"] = ", ".join(cc)
    if reply_to and reply_to != sender:
        mail["Reply-To"] = _header_address(draft.from_name, reply_to)
    mail["Subject"] = one_line(draft.subject) or "(no subject)"
    for name, value in draft.headers.items():
        mail[name] = one_line(value)
    mail.set_content(draft.text or " ", cte="quoted-printable")
    html, shown = shown_html(draft)
    if html:
        by_id = {file.content_id: file for file in draft.files}
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        *_, part = mail.iter_parts()
        assert isinstance(part, MIMEPart)  # noqa: S101 (the alternative that was just added)
        for content_id in sorted(shown):
            file = by_id[content_id]
            main, _, sub = file.content_type.partition("/")
            part.add_related(
                file.content,
                maintype=main,
                subtype=sub,
                cid=f"<{content_id}@candor>",
                filename=file.name,
                disposition="inline",
            )
    for file in draft.files:
        if file.content_id not in shown:
            main, _, sub = file.content_type.partition("/")
            mail.add_attachment(
                file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name
            )
    return mail.as_bytes()


def _header_address(name: str, address: str) -> HeaderAddress | str:
    shown = one_line(name)[:120]
    try:
        return HeaderAddress(display_name=shown, addr_spec=address)
    except (ValueError, MessageError, LookupError):
        # Servers accept this address, but the library's grammar does not.
        return f"{formataddr((shown, 'x@x')).removesuffix('<x@x>')}<{address}>" if shown else address
