"""The vectors of an issue say nothing that its words may not, and nothing of what is kept out since."""

import uuid

import pytest

from integrations.connections.models import Connection
from integrations.issues import services
from integrations.issues.models import Issue, IssueLink
from integrations.issues.selectors.candidates import vector_of
from kb.encoding.kinds import SENTENCES
from tests.cast import NOW, Cast
from tickets.clearance import NO_TICKET
from tickets.models import AiExclusion, Ticket, TimelineEntry
from tickets.services import Cut, entry_redact

SECRET = "quagga7finch warehouse"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.ticket(body=f"It stands in {SECRET}.")


@pytest.fixture
def issue(ticket: Ticket) -> Issue:
    row = Connection.objects.create(system="linear", account_id="org-1", account_name="L", connected_at=NOW)
    found = Issue.objects.create(
        connection=row, external_id="i-1", key="ENG-1", title="Late", status="Open", status_kind="started",
        description=f"It stands in {SECRET}.", told_at=NOW, created_at=NOW,
        vector=vector_of("Late", f"It stands in {SECRET}.", NO_TICKET),
        sentence=[0.5] * SENTENCES.dimension, sentence_by=SENTENCES.version,
    )  # fmt: skip
    IssueLink.objects.create(
        request_id=uuid.uuid4(), issue=found, ticket=ticket, how="joined", comment="", made_at=NOW
    )
    return found


def test_a_redaction_empties_them_and_they_are_made_of_what_is_left(
    cast: Cast, ticket: Ticket, issue: Issue
) -> None:
    before = list(issue.vector)
    entry = TimelineEntry.objects.filter(ticket=ticket, kind="message").earliest("pk")
    entry_redact(
        actor=cast.actor(cast.admin), ticket_id=ticket.pk, entry_id=entry.pk,
        cut=Cut(words=SECRET), reason="asked by the customer", now=NOW,
    )  # fmt: skip
    issue.refresh_from_db()
    assert SECRET not in issue.description
    assert (issue.vector, issue.sentence, issue.sentence_by) == (None, None, "")
    assert services.vectors_fill() == 1
    issue.refresh_from_db()
    expected = vector_of(issue.title, issue.description, NO_TICKET)
    assert expected is not None
    assert list(issue.vector) == pytest.approx(list(expected), abs=1e-5)
    assert list(issue.vector) != before


def test_a_later_rule_empties_them_and_they_come_back_with_its_end(cast: Cast, issue: Issue) -> None:
    assert services.vectors_keep_out() == 0
    rule = AiExclusion.objects.create(kind="brand", brand=cast.brand, value="", by_name="Ines Duarte")
    assert services.vectors_keep_out() == 1
    issue.refresh_from_db()
    assert (issue.vector, issue.sentence, issue.sentence_by) == (None, None, "")
    assert services.vectors_fill() == 0
    assert services.sentences_fill() == 0
    rule.delete()
    assert services.vectors_fill() == 1
    issue.refresh_from_db()
    assert issue.vector is not None
