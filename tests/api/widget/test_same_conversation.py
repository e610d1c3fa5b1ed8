"""The widget's hot reads give exactly what the ORM gives."""

from typing import Any
from unittest.mock import patch

from core.reads import Read
from tests.api.tickets.test_same_rows import ordinarily
from tests.api.widget.desk import Browser, user_token
from tests.api.widget.test_conversations import answer
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import post_reply
from widget.models import AnswerFeedback


def browsers(cast: Cast) -> list[Browser]:
    """A verified customer, two visitors, and the customer of another brand, who all have written."""
    known, visitor, other, elsewhere = (Browser(cast.brand) for _ in range(4))
    elsewhere.brand = cast.other_brand
    known.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    for browser in (visitor, other, elsewhere):
        browser.begin()
    return [known, visitor, other, elsewhere]


def test_every_browser_reads_the_same_bytes(cast: Cast, freeze: Any) -> None:
    freeze(NOW)
    everybody = browsers(cast)
    begun = [browser.writes(f"Our export is empty, {number}.") for number, browser in enumerate(everybody)]
    cast.ticket(subject="By mail")
    for number, ticket in enumerate(Ticket.objects.filter(channel="widget").order_by("pk")):
        entry = answer(ticket, f"Grant usage {number} [1].")
        if number % 2:
            AnswerFeedback.objects.create(entry=entry, has_helped=number == 1, at=entry.created_at)
        post_reply(
            actor=cast.actor(cast.agent),
            ticket_id=ticket.pk,
            body_text="Let me look.",
            status="resolved" if number == 2 else None,
            now=entry.created_at,
        )
    paths = ["home", "unread", *(f"conversations/{one['id']}" for one in begun)]
    seen = 0
    for browser in everybody:
        for path in paths:
            fast = browser.get(path)
            with patch.object(Read, "rows", ordinarily):
                slow = browser.get(path)
            assert fast.status_code == slow.status_code
            if fast.status_code == 200:
                # A problem has the id of its request.
                assert fast.content == slow.content
                seen += 1
    # Two pages each, and the conversation that they have written themselves.
    assert seen == 3 * len(everybody)


def test_they_have_a_statement(cast: Cast) -> None:
    """Nothing falls back to the ORM in silence."""
    for browser in browsers(cast):
        begun = browser.writes("Our export is empty.", client_id="client-0001")
        with patch.object(Read, "ordinary", side_effect=AssertionError("no statement")):
            for path in ("home", "unread", f"conversations/{begun['id']}"):
                assert browser.get(path).status_code == 200
