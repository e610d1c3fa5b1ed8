"""What third parties answer by mail: it comes into its side conversation, and nowhere else."""

from datetime import datetime

from core.actors import SYSTEM
from integrations.email.mime.parsing import Address, ParsedMail
from integrations.email.models import InboundMail, Reason
from integrations.email.selectors.mail_facts import Lead
from integrations.email.services import bouncing
from integrations.email.services.acting import Content, Outcome, keep_body, mail_noted, secrets_cut
from tickets import services as ticket_services


def side_act(
    inbound: InboundMail, mail: ParsedMail, lead: Lead, *, sender: Address, now: datetime
) -> Outcome:
    """Take a mail into its side conversation: a message, an automatic answer or a delivery report."""
    assert lead.side is not None  # noqa: S101 (the verdict says so)
    mail, _ = secrets_cut(inbound, mail)
    content = Content(SYSTEM, mail, now=now)
    html, text = content.html, content.text
    if mail.bounce is not None:
        html, text = "", bouncing.bounce_note(bounce=mail.bounce, now=now)
    elif not mail.automatic:
        bouncing.address_is_alive(sender.address)
    entry = ticket_services.side_receive(
        side_id=lead.side.pk,
        message=ticket_services.SideMail(
            address=sender.address,
            name=sender.name,
            body_html=html,
            body_text=text.strip() or mail.subject,
            attachment_ids=content.file_ids,
            mail=mail_noted(inbound, mail, sender),
            key=f"mail:{inbound.fingerprint}",
            automatic=mail.automatic,
        ),
        now=now,
    )
    keep_body(entry, mail)
    inbound.side_id = lead.side.pk
    reason = {"": Reason.NONE, "bounce": Reason.BOUNCE}.get(mail.automatic, Reason.AUTOMATIC)
    told = "It answers a side conversation."
    return Outcome(entry.ticket_id, entry.pk, reason=reason, detail=told)
