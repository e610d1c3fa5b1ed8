"""The demo world as it stands in the database after `seed_demo`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q

from assistant.models import LedgerEntry
from assistant.services.resolving import ledger_recompute
from core import clock
from core.models import OutboxEvent
from demo.loading import load_demo
from demo.people import OWNER, PASSWORD, STAFF
from insights.models import Playbook, PlaybookFiring
from insights.selectors.playbooks import results_of
from kb.models import Article, Chunk
from people.models import Brand, Company, Contact, Identity, Team, User
from routing.models import TicketRouting
from sla.models import Clock
from tickets.macro_starters import STARTERS
from tickets.models import OPEN_STATUSES, Macro, Rating, Ticket, TimelineEntry, View
from widget.models import ProactiveMessage

# The database is made only when a test asks for it, and the world's fixture is no test.
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 12, 14, 20, tzinfo=UTC)


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """The demo world at NOW, loaded once for all tests of this file and taken back at the end."""
    with django_db_blocker.unblock(), clock.frozen(NOW), transaction.atomic():
        yield load_demo(now=NOW)
        transaction.set_rollback(True)


def test_has_what_the_tour_promises(world: int) -> None:
    assert world == Ticket.objects.count() >= 300
    assert Brand.objects.count() == 2
    assert Company.objects.count() == 40
    assert User.objects.count() == len(STAFF)
    assert set(Team.objects.exclude(tier=None).values_list("tier", flat=True)) == {1, 2, 3}
    assert Article.objects.published().filter(audience="public").count() >= 25
    assert View.objects.filter(kind="shared").count() >= 5
    assert Macro.objects.filter(kind=Macro.Kind.SHARED).count() == len(STARTERS)
    assert Rating.objects.exclude(answered_at=None).count() >= 30


def test_the_owner_can_sign_in(world: int) -> None:
    owner = User.objects.get(email=OWNER)
    assert owner.role == "owner"
    assert owner.name == "Ines Duarte"
    assert all(user.check_password(PASSWORD) for user in User.objects.order_by("pk")[:2])


def test_every_article_is_found_by_its_passages(world: int) -> None:
    published = set(Article.objects.published().values_list("pk", flat=True))
    assert set(Chunk.objects.values_list("article_id", flat=True)) == published
    assert not Chunk.objects.filter(Q(engine="") | Q(embedding=None)).exists()


def test_links_between_articles_lead_to_articles(world: int) -> None:
    slugs = set(Article.objects.published().values_list("slug", flat=True))
    for article in Article.objects.published():
        assert "article:" not in article.body_html
        for part in article.body_html.split('href="/help/-/')[1:]:
            assert part.split('"')[0].split("#")[0] in slugs, article.slug


def test_some_identities_are_proven_and_some_are_not(world: int) -> None:
    proven = Identity.objects.exclude(verified_at=None).values("contact")
    assert 3 <= Contact.objects.exclude(pk__in=proven).count() <= 20
    assert all(email.endswith(".example") for email in Contact.objects.values_list("email", flat=True))


def test_finished_tickets_have_an_end_and_no_clock(world: int) -> None:
    finished = Ticket.objects.filter(status__in=["resolved", "closed"])
    assert not finished.filter(resolved_at=None).exists()
    assert not finished.filter(status="closed", closed_at=None).exists()
    assert not finished.exclude(waiting_since=None).exists()
    assert not finished.filter(next_due_state__in=["running", "paused"]).exists()
    running = Clock.objects.filter(ticket__in=finished, fulfilled_at=None, cancelled_at=None)
    assert not running.filter(state="running").exists()


def test_open_tickets_have_no_end(world: int) -> None:
    unfinished = Ticket.objects.filter(status__in=OPEN_STATUSES)
    assert not unfinished.exclude(resolved_at=None).exists()
    assert not unfinished.filter(closed_at__isnull=False).exists()


def test_times_of_a_ticket_are_in_order(world: int) -> None:
    assert not Ticket.objects.filter(first_replied_at__lt=F("created_at")).exists()
    assert not Ticket.objects.filter(resolved_at__lt=F("created_at")).exists()
    assert not Ticket.objects.filter(closed_at__lt=F("resolved_at")).exists()
    assert not Ticket.objects.filter(last_activity_at__gt=NOW).exists()
    assert not TimelineEntry.objects.filter(created_at__gt=NOW).exists()
    assert not TimelineEntry.objects.filter(created_at__lt=F("ticket__created_at")).exists()
    for previous, entry in _neighbors():
        assert previous.created_at <= entry.created_at, f"#{entry.ticket_id}"


def _neighbors() -> Iterator[tuple[TimelineEntry, TimelineEntry]]:
    entries = list(TimelineEntry.objects.defer("search", "body_html").order_by("ticket_id", "id"))
    for previous, entry in pairwise(entries):
        if previous.ticket_id == entry.ticket_id:
            yield previous, entry


def test_who_handles_a_ticket_fits_its_history(world: int) -> None:
    wrote = TimelineEntry.objects.filter(kind="message", author_kind="staff").values("ticket_id")
    assert not Ticket.objects.filter(pk__in=wrote).exclude(handler="person").exists()
    assert not Ticket.objects.filter(assignee=None, status__in=OPEN_STATUSES, first_replied_at__isnull=False)
    assert not Ticket.objects.filter(team=None).exists()
    waiting = Ticket.objects.filter(assignee=None, handler="person", status__in=OPEN_STATUSES)
    assert waiting.count() >= 3
    assert not waiting.filter(routing_eligible_at=None).exists()


def test_what_waits_or_was_given_has_its_place_in_the_line(world: int) -> None:
    places = dict(TicketRouting.objects.values_list("ticket", "line_since"))
    waiting = Ticket.objects.filter(routing_eligible_at__isnull=False)
    assert waiting.exists()
    assert all(places[ticket.pk] == ticket.routing_eligible_at for ticket in waiting)
    given = Ticket.objects.filter(assignee__isnull=False).values_list("pk", flat=True)
    assert all(places[pk] for pk in given)


def test_answers_cite_articles_that_their_reader_may_open(world: int) -> None:
    articles = {article.pk: article for article in Article.objects.published()}
    answers = TimelineEntry.objects.filter(kind="message", author_kind="assistant", payload__is_answer=True)
    assert answers.count() >= 80
    for answer in answers.select_related("ticket__brand", "ticket__company"):
        assert answer.payload["citations"]
        for citation in answer.payload["citations"]:
            article = articles[citation["article_id"]]
            assert citation["url"] == f"/help/{answer.ticket.brand.slug}/{article.slug}"
            assert article.audience not in ("staff", "teams")
            assert answer.ticket.brand_id in article.brand_ids


def test_the_ledger_says_what_the_stories_say(world: int) -> None:
    assert LedgerEntry.objects.count() >= 50
    again = ledger_recompute(now=NOW)
    assert again.looked_at >= 100
    assert again.differing == ()


def test_some_clocks_are_about_to_ring_and_some_have_rung(world: int) -> None:
    running = Ticket.objects.filter(next_due_state="running", status__in=OPEN_STATUSES)
    assert running.filter(next_due_at__gt=NOW).count() >= 10
    assert Ticket.objects.filter(next_due_state="breached", status__in=OPEN_STATUSES).count() >= 2
    due = running.values_list("next_due_at", flat=True)
    soon = [(at - NOW).total_seconds() / 60 for at in due if at is not None]
    assert sum(0 < minutes < 45 for minutes in soon) >= 4
    assert Clock.objects.filter(breached_at__isnull=False).count() < Clock.objects.count() * 0.08


def test_the_featured_ticket_is_as_the_tour_tells(world: int) -> None:
    ticket = Ticket.objects.get(pk=48213)
    assert ticket.assignee is not None
    assert ticket.assignee.email == OWNER
    assert ticket.next_due_at is not None
    assert 9 <= (ticket.next_due_at - NOW).total_seconds() / 60 <= 12
    Ticket.objects.get(pk=48232)
    assert Ticket.objects.order_by("-pk")[0].pk == 48232


def test_the_result_of_the_playbook_is_what_the_tickets_say(world: int) -> None:
    """Counted here from the tickets alone, person by person."""
    row = Playbook.objects.get()
    drawn: dict[int, tuple[str, datetime]] = {}
    for one in PlaybookFiring.objects.filter(state__in=["reached", "held_out"]).order_by("fired_at", "pk"):
        drawn.setdefault(one.contact_id or 0, (one.state, one.fired_at))
    over = {pk: (state, at) for pk, (state, at) in drawn.items() if at + timedelta(days=7) <= NOW}
    counted = {"reached": [0, 0], "held_out": [0, 0]}
    for pk, (state, at) in over.items():
        tickets = Ticket.objects.present().filter(requester=pk, created_at__gt=at)
        counted[state][0] += 1
        counted[state][1] += tickets.filter(created_at__lte=at + timedelta(days=7)).exists()
    found = results_of([row.pk])[row.pk]
    assert counted == {
        "reached": [found.reached, found.reached_wrote],
        "held_out": [found.held_out, found.held_out_wrote],
    }
    # Who is held out hangs on the numbers of the people, so of few it may be nobody.
    assert found.reached > found.held_out
    assert not row.is_on
    assert not ProactiveMessage.objects.exists()


def test_nobody_is_told_of_the_past(world: int) -> None:
    assert not OutboxEvent.objects.exists()


def test_loading_again_changes_nothing(world: int) -> None:
    before = counts()
    call_command("seed_demo", stdout=StringIO())
    assert counts() == before
