"""Surveys: what is asked of whom and how often, links without signing in, and what they must not do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, close_old_connections, transaction

from people import services as people_services
from people.models import Brand
from tests.answers import Client
from tests.cast import NOW, Cast
from tickets.models import EntryKind, Rating, SurveyTurn, Ticket, TimelineEntry
from tickets.services import survey_token, ticket_update


def asks(cast: Cast, **settings: Any) -> None:
    Brand.objects.filter(pk=cast.brand.pk).update(**settings)


def resolved(cast: Cast, *, at: datetime = NOW, **fields: Any) -> Ticket:
    ticket = cast.ticket(**fields)
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=at)
    return ticket


def kinds() -> list[str]:
    return list(Rating.objects.order_by("pk").values_list("kind", flat=True))


def test_the_score_of_recommending_is_asked_once_in_its_time(cast: Cast) -> None:
    asks(cast, asks_nps=True, nps_days=90)
    for days in (0, 1, 89, 90):
        resolved(cast, at=NOW + timedelta(days=days))
    # One question a ticket: in between the one about the ticket.
    assert kinds() == ["nps", "csat", "csat", "nps"]


def test_each_person_has_their_own_turn(cast: Cast) -> None:
    asks(cast, asks_nps=True)
    resolved(cast)
    resolved(cast, by=cast.colleague)
    assert kinds() == ["nps", "nps"]


def test_a_brand_asks_how_easy_it_was_and_not_after_every_ticket(cast: Cast) -> None:
    asks(cast, survey_kind="ces", survey_days=30)
    for days in (0, 29, 30):
        resolved(cast, at=NOW + timedelta(days=days))
    assert kinds() == ["ces", "ces"]


def test_nobody_is_asked_where_the_brand_asks_nothing(cast: Cast) -> None:
    asks(cast, asks_rating=False)
    resolved(cast)
    asks(cast, asks_nps=True)
    resolved(cast)
    resolved(cast)
    assert kinds() == ["nps"]


def test_a_blocked_sender_keeps_their_turn(cast: Cast) -> None:
    asks(cast, asks_nps=True)
    ticket = cast.ticket()
    cast.customer.is_blocked = True
    cast.customer.save(update_fields=["is_blocked"])
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    assert (kinds(), SurveyTurn.objects.count()) == ([], 0)


def test_two_contacts_who_are_one_share_the_turn(cast: Cast) -> None:
    asks(cast, asks_nps=True)
    resolved(cast, by=cast.colleague)
    people_services.contacts_merge(
        actor=cast.actor(cast.supervisor), from_id=cast.colleague.pk, into_id=cast.customer.pk, now=NOW
    )
    resolved(cast)
    assert kinds() == ["nps", "csat"]


@pytest.mark.django_db(transaction=True)
def test_two_tickets_resolved_at_once_ask_once(cast: Cast) -> None:
    asks(cast, asks_nps=True)
    tickets = [cast.ticket() for _ in range(6)]
    actor = cast.actor(cast.agent)
    gate = threading.Barrier(len(tickets))

    def resolve(number: int) -> None:
        try:
            gate.wait(timeout=30)
            ticket_update(actor=actor, ticket_id=number, changes={"status": "resolved"}, now=NOW)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(len(tickets)) as threads:
        for done in [threads.submit(resolve, ticket.pk) for ticket in tickets]:
            done.result(timeout=60)
    assert sorted(kinds()) == ["csat"] * 5 + ["nps"]


@pytest.mark.parametrize(
    ("settings", "good", "bad", "words"),
    [
        ({"asks_nps": True}, ["0", "10"], ["11", "-1", "", "x"], "Wie wahrscheinlich empfehlen Sie Halyard"),
        ({"survey_kind": "ces"}, ["1", "7"], ["0", "8"], "Wie leicht war es"),
        ({}, ["1", "5"], ["0", "6"], "Wie zufrieden sind Sie?"),
    ],
)
def test_a_link_takes_its_own_scale_without_signing_in(
    cast: Cast, settings: dict[str, Any], good: list[str], bad: list[str], words: str
) -> None:
    asks(cast, **settings)
    ticket = resolved(cast)
    rating = Rating.objects.get(ticket=ticket)
    path, browser = f"/rate/{survey_token(rating, int(good[-1]), language='de')}", Client()
    page = browser.get(path)
    assert words in page.content.decode()
    assert '<html lang="de">' in page.content.decode()
    assert f'value="{good[-1]}" required' in page.content.decode()
    for score in bad:
        refused = browser.post(path, {"score": score, "comment": "Kept"})
        assert (refused.status_code, "Kept" in refused.content.decode()) == (422, True), score
    for score in good:
        assert "Vielen Dank" in browser.post(path, {"score": score, "comment": "<i>Gut</i>"}).content.decode()
        rating.refresh_from_db()
        assert rating.score == int(score)
    entry = TimelineEntry.objects.filter(ticket=ticket, kind=EntryKind.RATING).last()
    assert entry is not None
    assert entry.visibility == "internal"
    assert entry.payload == {"score": int(good[-1]), "comment": "<i>Gut</i>", "kind": rating.kind}


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_opens_every_link_answers_nothing(cast: Cast, method: str) -> None:
    asks(cast, asks_nps=True)
    rating = Rating.objects.get(ticket=resolved(cast))
    for score in range(11):
        getattr(Client(), method)(f"/rate/{survey_token(rating, score)}")
    rating.refresh_from_db()
    assert (rating.score, rating.answered_at) == (None, None)
    assert not TimelineEntry.objects.filter(kind=EntryKind.RATING).exists()


def test_the_page_looks_like_its_brand(cast: Cast) -> None:
    Brand.objects.filter(pk=cast.brand.pk).update(name="<Halyard>", color="#FFE082", logo="a" * 64)
    resolved(cast)
    path, browser = f"/rate/{survey_token(Rating.objects.get(), 4)}", Client()
    for page in (browser.get(path), browser.post(path, {"score": "4"})):
        shown = page.content.decode()
        assert "--accent:#FFE082" in shown
        assert f"/brand-logos/{'a' * 64}" in shown
        assert "<bdi>&lt;Halyard&gt;</bdi>" in shown
        assert "<Halyard>" not in shown


def test_an_old_link_does_not_answer_another_question(cast: Cast) -> None:
    ticket = resolved(cast)
    path = f"/rate/{survey_token(Rating.objects.get(), 4)}"
    assert Client().post(path, {"score": "4"}).status_code == 200
    asks(cast, asks_nps=True)
    api = cast.api(cast.agent)
    api.patch(f"tickets/{ticket.pk}", {"status": "open"})
    api.patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    assert kinds() == ["csat", "nps"]
    assert Client().post(path, {"score": "5"}).status_code == 409
    assert Rating.objects.get(kind="nps").score is None


def test_the_database_keeps_each_score_in_its_scale(cast: Cast) -> None:
    ticket = cast.ticket()
    for kind, score in (("csat", 0), ("csat", 6), ("ces", 8), ("nps", 11)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(ticket=ticket, kind=kind, score=score, asked_at=NOW, answered_at=NOW)


def test_staff_see_what_was_answered_and_a_stranger_nothing(cast: Cast) -> None:
    asks(cast, asks_nps=True)
    ticket = resolved(cast)
    Client().post(f"/rate/{survey_token(Rating.objects.get())}", {"score": "0", "comment": "No"})
    detail = cast.api(cast.agent).get(f"tickets/{ticket.pk}").json()
    assert detail["rating"] == {"kind": "nps", "score": 0, "comment": "No"}
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}").status_code == 404


def test_settings_are_those_of_a_brand(cast: Cast) -> None:
    api = cast.api(cast.admin)
    values = {"survey_kind": "ces", "survey_days": 14, "asks_nps": True, "nps_days": 180}
    assert api.patch(f"brands/{cast.brand.pk}", values).status_code == 200
    found = api.get(f"brands/{cast.brand.pk}").json()
    assert {name: found[name] for name in values} == values
    assert api.patch(f"brands/{cast.brand.pk}", {"nps_days": 0}).status_code == 422
    assert cast.api(cast.supervisor).patch(f"brands/{cast.brand.pk}", values).status_code == 403
