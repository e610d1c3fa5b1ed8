"""What mail adds to the set-up guide."""

from core.actors import Actor
from core.setup import Facts, Found, State
from integrations.email.models import InboundMail, Mailbox, MailboxState
from integrations.email.selectors.routes import house_mailbox

_BROKEN = frozenset({MailboxState.FAILING, MailboxState.SIGN_IN})


def mailbox_way(actor: Actor) -> Found:
    """A mailbox: waits for its first mail once it is there, and tells what keeps it from coming."""
    mailbox = Mailbox.objects.filter(is_active=True).order_by("-last_mail_at", "id").first()
    if mailbox is None:
        return Found(State.OPEN)
    names = {"address": mailbox.address}
    if mailbox.last_mail_at is not None or InboundMail.objects.exists():
        return Found(State.DONE, Facts(names))
    if mailbox.state in _BROKEN:
        names |= {"problem": mailbox.state_detail or str(mailbox.get_state_display())}
    return Found(State.WAITING, Facts(names, {"id": mailbox.pk}))


def acknowledgement_rule(actor: Actor) -> Facts:
    """Whether a mailbox acknowledges what it receives; each new one does until somebody says otherwise."""
    mailbox = house_mailbox()
    return Facts(
        counts={"is_on": int(mailbox is None or mailbox.acknowledges), "mailboxes": int(mailbox is not None)}
    )
