"""The words that somebody will answer never come after the answer."""

from collections.abc import Callable

import pytest

from integrations.email import services
from integrations.email.models import OutgoingKind, OutgoingMail, OutgoingState
from integrations.email.services import mail_send
from tests.assistants import configured
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink
from tickets.models import Ticket


@pytest.fixture
def ticket(cast: Cast, freeze: Callable[..., object]) -> Ticket:
    """A ticket that came by a proven mail, where the assistant is off."""
    freeze(NOW)
    configured(answers={"is_on": False, "channels": []})
    with SmtpSink() as sink:
        mailbox = mailbox_for(cast.brand, smtp_port=sink.port)
    return ticket_of(receive(mailbox, raw_mail()))


def test_who_has_an_answer_is_not_told_that_one_will_come(cast: Cast, ticket: Ticket) -> None:
    cast.replies(ticket, cast.agent, "On it.")
    assert services.acknowledge(ticket_id=ticket.pk, now=NOW) is None
    # Nor after it was handed back to nobody.
    Ticket.objects.filter(pk=ticket.pk).update(handler="none")
    assert services.acknowledge(ticket_id=ticket.pk, now=NOW) is None


@pytest.mark.parametrize("is_answered", [False, True])
def test_an_acknowledgement_that_waited_leaves_only_without_an_answer(
    cast: Cast, ticket: Ticket, settle: Callable[[], None], is_answered: bool
) -> None:
    assert services.acknowledge(ticket_id=ticket.pk, now=NOW) is not None
    settle()
    mail = OutgoingMail.objects.get(kind=OutgoingKind.ACKNOWLEDGEMENT)
    # Nobody listens: it waits for another attempt.
    assert mail.state == OutgoingState.QUEUED
    if is_answered:
        cast.replies(ticket, cast.agent, "On it.")
    OutgoingMail.objects.filter(pk=mail.pk).update(next_attempt_at=NOW)
    mail_send(mail_id=mail.pk)
    mail.refresh_from_db()
    assert mail.state == (OutgoingState.CANCELLED if is_answered else OutgoingState.QUEUED)
