"""The survey in the reply that resolves a ticket: its question, its links, in the customer's language."""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from people.models import Brand, Contact
from tests.answers import Client
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.mailservers import SmtpSink
from tickets.models import Rating

LINK = re.compile(r"https?://[^\s\"<>]+(/rate/[^\s\"<>]+)")


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.mark.parametrize(
    ("settings", "question", "scores"),
    [
        ({"asks_nps": True}, "Wie wahrscheinlich empfehlen Sie Halyard weiter?", range(11)),
        ({"survey_kind": "ces"}, "Wie leicht war es, eine Lösung zu bekommen?", range(1, 8)),
        ({}, "Wie zufrieden sind Sie?", range(1, 6)),
    ],
)
def test_each_score_has_a_link_of_its_own(
    cast: Cast,
    sink: SmtpSink,
    settle: Callable[[], None],
    freeze: Callable[..., object],
    settings: dict[str, Any],
    question: str,
    scores: range,
) -> None:
    freeze(NOW)
    ticket = ticket_of(receive(mailbox_for(cast.brand, smtp_port=sink.port), raw_mail()))
    Brand.objects.filter(pk=cast.brand.pk).update(**settings)
    Contact.objects.filter(pk=ticket.requester_id).update(locale="de")
    cast.replies(ticket, cast.agent, "Erledigt.", status="resolved")
    settle()
    mails = [email.message_from_bytes(mail.content, policy=email.policy.default) for mail in sink.mails]
    [mail] = [one for one in mails if "Auto-Submitted" not in one]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert question in text
    paths = LINK.findall(text)
    assert len(paths) == len(scores)
    for path, score in zip(paths, scores, strict=True):
        page = Client().get(path).content.decode()
        assert question in page
        assert re.search(rf'value="{score}" required[^>]* checked', page), score
    assert Rating.objects.get().score is None
    assert "Vielen Dank" in Client().post(paths[-1], {"score": scores[-1]}).content.decode()
    assert Rating.objects.get().score == scores[-1]
