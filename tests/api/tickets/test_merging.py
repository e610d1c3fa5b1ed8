"""Two tickets become one and two again: what moves, who may read it, where what comes later lands."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import DomainError
from core.events import deliver_pending
from core.models import OutboxEvent
from people.models import Contact
from sla.models import Clock
from tests.cast import NOW, Cast
from tickets import services
from tickets.models import (
    Attachment,
    Draft,
    Follower,
    Participant,
    Rating,
    ScheduledReply,
    Ticket,
    TicketMerge,
    TimelineEntry,
)

LATER = NOW + timedelta(minutes=30)


def merge(cast: Cast, source: Ticket, target: Ticket, **more: Any) -> dict[str, Any]:
    response = cast.api(cast.agent).post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert response.status_code == 200, response.content
    return dict(response.json())


def unmerge(cast: Cast, merged: dict[str, Any]) -> None:
    response = cast.api(cast.agent).post(f"tickets/merges/{merged['merge']['id']}/undo")
    assert response.status_code == 200, response.content


def said(ticket: Ticket, kind: str = "message") -> list[str]:
    rows = TimelineEntry.objects.filter(ticket=ticket, kind=kind).order_by("id")
    return list(rows.values_list("body_text", flat=True))


def everything() -> dict[int, dict[str, Any]]:
    """All that a merge may touch, by ticket, but for versions and times of activity."""
    plain = ("version", "last_activity_at", "last_entry_id")
    return {
        row["id"]: {name: value for name, value in row.items() if name not in plain}
        for row in Ticket.objects.values()
    } | {
        -1: {
            "entries": list(
                TimelineEntry.objects.exclude(kind__in=["change", "integration"])
                .order_by("pk")
                .values_list("pk", "ticket_id", "merged_from")
            ),
            "participants": list(Participant.objects.order_by("pk").values_list("ticket_id", "address")),
            "followers": list(Follower.objects.order_by("pk").values_list("ticket_id", "user_id")),
            "files": list(Attachment.objects.order_by("pk").values_list("pk", "ticket_id")),
            "ratings": list(Rating.objects.order_by("pk").values_list("pk", "ticket_id")),
            "scheduled": list(ScheduledReply.objects.order_by("pk").values_list("pk", "ticket_id")),
        }
    }


@pytest.fixture
def pair(cast: Cast) -> tuple[Ticket, Ticket]:
    """A ticket of a colleague, and one of the customer half an hour later: the first goes into the second."""
    source = cast.ticket(
        by=cast.colleague, subject="Export broken again?", body="Is it broken again?", tags=["export"]
    )
    target = cast.ticket(body="Our nightly export has been empty.", now=LATER, tags=["p1"])
    return source, target


def test_what_was_said_moves_in_order_and_says_where_it_was_written(
    cast: Cast, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    cast.replies(source, cast.agent, "Only for us.", kind="note")
    cast.says(target, "It is still empty.", now=LATER + timedelta(minutes=5))
    body = merge(cast, source, target)
    assert said(target) == ["Is it broken again?", "Our nightly export has been empty.", "It is still empty."]
    assert said(target, "note") == ["Only for us."]
    assert said(source) == []
    shown = cast.api(cast.agent).get(f"tickets/{target.pk}").json()
    origins = [one.get("merged_from") for one in shown["timeline"]["results"] if one["kind"] == "message"]
    assert origins == [source.pk, None, None]
    (step,) = [one for one in shown["timeline"]["results"] if one["payload"].get("step") == "merged"]
    assert step["payload"] == {
        "step": "merged", "ticket": source.pk, "subject": "Export broken again?",
        "merge_id": body["merge"]["id"], "moved": 2,
    }  # fmt: skip
    assert (shown["tags"], body["ticket"]["number"]) == (["p1", "export"], target.pk)


def test_the_source_is_closed_keeps_its_history_and_leads_on(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    api = cast.api(cast.agent)
    api.patch(f"tickets/{source.pk}", {"priority": "P1"})
    merge(cast, source, target)
    shown = api.get(f"tickets/{source.pk}").json()
    assert (shown["status"], shown["merged_into"]) == ("closed", target.pk)
    lines = [one["payload"]["changes"] for one in shown["timeline"]["results"]]
    assert lines[0] == {"priority": ["P3", "P1"]}
    assert lines[1]["merged_into"] == [None, target.pk]
    refused = api.patch(f"tickets/{source.pk}", {"status": "open"})
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.merged")
    assert refused.json()["number"] == target.pk
    assert OutboxEvent.objects.filter(name="tickets.ticket_resolved").count() == 0


def test_what_comes_for_the_old_number_lands_in_the_target(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    merge(cast, source, target)
    entry = cast.says(source, "Any news?", now=LATER + timedelta(hours=1))
    assert (entry.ticket_id, entry.merged_from, entry.author_id) == (target.pk, None, cast.colleague.pk)
    answer = cast.api(cast.agent).post(f"tickets/{source.pk}/replies", {"body": "Soon."})
    assert answer.status_code == 201
    assert said(target)[-2:] == ["Any news?", "Soon."]
    # What the assistant was about to say was meant for another conversation.
    with pytest.raises(DomainError, match="was merged"):
        services.post_reply(actor=SYSTEM, ticket_id=source.pk, body_text="Hello", now=LATER)


def test_who_read_along_goes_on_reading(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    services.participants_note(
        ticket=source, people=[("Bo", "bo@kestrel.test")], is_approved=True, added_by_ref="x", now=NOW
    )
    services.participants_note(
        ticket=source, people=[("", "forged@far.test")], is_approved=False, added_by_ref="x", now=NOW
    )
    services.ticket_follow(ticket_id=source.pk, user_id=cast.teammate.pk)
    Ticket.objects.filter(pk=source.pk).update(assignee=cast.supervisor)
    preview = cast.api(cast.agent).get(f"tickets/{target.pk}/merge-preview", {"source": source.pk}).json()
    assert [one["address"] for one in preview["joins"]] == ["dev@kestrel.test", "bo@kestrel.test"]
    assert (preview["shows"], preview["messages"], preview["refusal"]) == (["Dev Rao"], 1, None)
    assert [one["comes"] for one in preview["reads"]] == [True, False]
    merge(cast, source, target)
    rows = Participant.objects.filter(ticket=target).order_by("pk").values_list("address", "is_approved")
    assert list(rows) == [("dev@kestrel.test", True), ("bo@kestrel.test", True), ("forged@far.test", False)]
    followers = set(Follower.objects.filter(ticket=target).values_list("user_id", flat=True))
    assert followers == {cast.teammate.pk, cast.supervisor.pk}


def test_undoing_puts_back_exactly_what_moved(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    file = Attachment.objects.create(
        ticket=source, entry=TimelineEntry.objects.get(ticket=source, kind="message"), name="log.txt",
        content_type="text/plain", size=3, sha256="0" * 64, path="00/0", uploader_ref="x", created_at=NOW,
    )  # fmt: skip
    Rating.objects.create(ticket=source, asked_at=NOW)
    services.ticket_follow(ticket_id=source.pk, user_id=cast.teammate.pk)
    at = (timezone.now() + timedelta(hours=2)).isoformat()
    cast.api(cast.agent).post(f"tickets/{source.pk}/scheduled-replies", {"body": "Soon", "send_at": at})
    Ticket.objects.filter(pk=source.pk).update(
        snoozed_until=LATER + timedelta(days=1), routing_eligible_at=NOW, handler="assistant"
    )
    before = everything()
    merged = merge(cast, source, target)
    file.refresh_from_db()
    assert file.ticket_id == target.pk
    assert (Rating.objects.get().ticket_id, ScheduledReply.objects.get().ticket_id) == (target.pk, target.pk)
    unmerge(cast, merged)
    assert everything() == before
    unmerge(cast, merged)
    assert everything() == before
    assert OutboxEvent.objects.filter(name="tickets.ticket_reopened").count() == 0


def later(cast: Cast, ticket: Ticket, text: str, by: Any = None) -> int:
    at = (timezone.now() + timedelta(hours=2)).isoformat()
    answer = cast.api(by or cast.agent).post(
        f"tickets/{ticket.pk}/scheduled-replies", {"body": text, "send_at": at}
    )
    return int(answer.status_code)


def waits(ticket: Ticket) -> list[str]:
    rows = ScheduledReply.objects.filter(ticket=ticket, state="waiting").order_by("pk")
    return list(rows.values_list("body_html", flat=True))


def begun(ticket: Ticket) -> list[tuple[int, str, str]]:
    return list(Draft.objects.filter(ticket=ticket).order_by("pk").values_list("user_id", "kind", "body"))


def test_nothing_that_is_not_sent_yet_is_lost_and_an_undo_brings_it_back(
    cast: Cast, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    api, mate = cast.api(cast.agent), cast.api(cast.teammate)
    api.put(f"tickets/{source.pk}/drafts/note", {"body": "<p>Only here.</p>", "version": 0})
    mate.put(f"tickets/{source.pk}/drafts/public", {"body": "<p>Of the first.</p>", "version": 0})
    mate.put(f"tickets/{target.pk}/drafts/public", {"body": "<p>Of the second.</p>", "version": 0})
    assert {later(cast, source, "One"), later(cast, target, "Two")} == {201}
    assert later(cast, target, "Three", cast.supervisor) == 201
    before = begun(source), begun(target), waits(source), waits(target)
    preview = api.get(f"tickets/{target.pk}/merge-preview", {"source": source.pk}).json()
    assert (preview["scheduled"], preview["held"], preview["drafts"]) == (0, 1, 2)
    merged = merge(cast, source, target)
    assert waits(target) == ["<p>Two</p>", "<p>Three</p>"]
    assert sorted(begun(target)) == sorted([
        (cast.teammate.pk, "public", "<p>Of the second.</p><p>Of the first.</p>"),
        (cast.agent.pk, "note", "<p>Only here.</p>"),
        (cast.agent.pk, "public", "<p>One</p>"),
    ])  # fmt: skip
    shown = mate.get(f"tickets/{target.pk}/drafts/public").json()
    assert shown["body"] == "<p>Of the second.</p><p>Of the first.</p>"
    unmerge(cast, merged)
    assert (begun(source), begun(target), waits(source), waits(target)) == before


@pytest.mark.usefixtures("settle")
def test_whoever_waited_for_a_person_goes_on_waiting_for_one(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    deliver_pending()
    Ticket.objects.filter(pk=source.pk).update(handler="person", assignee=None)
    Ticket.objects.filter(pk=target.pk).update(handler="none", assignee=None, routing_eligible_at=None)
    merged = merge(cast, source, target)
    assert Ticket.objects.get(pk=target.pk).handler == "person"
    unmerge(cast, merged)
    found = Ticket.objects.get(pk=target.pk)
    assert (found.handler, found.routing_eligible_at) == ("none", None)
    merge(cast, source, target)
    deliver_pending()
    found = Ticket.objects.get(pk=target.pk)
    assert found.assignee_id is not None or found.routing_eligible_at is not None, "routing offers it"


def test_what_was_changed_since_the_merge_stays_where_it_was_changed(
    cast: Cast, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    mate = cast.api(cast.teammate)
    for ticket, words in ((source, "<p>First.</p>"), (target, "<p>Second.</p>")):
        mate.put(f"tickets/{ticket.pk}/drafts/public", {"body": words, "version": 0})
    merged = merge(cast, source, target)
    mate.put(f"tickets/{target.pk}/drafts/public", {"body": "<p>Both, better.</p>", "version": 2})
    unmerge(cast, merged)
    assert (begun(source), [body for _, _, body in begun(target)]) == ([], ["<p>Both, better.</p>"])


def test_a_reply_that_waits_is_held_where_the_other_ticket_holds_a_message_it_does_not_know(
    cast: Cast, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    assert later(cast, source, "Soon") == 201
    cast.says(target, "It is worse now.", now=LATER + timedelta(minutes=1))
    merged = merge(cast, source, target)
    assert (waits(target), [body for _, _, body in begun(target)]) == ([], ["<p>Soon</p>"])
    held = TimelineEntry.objects.filter(ticket=target, payload__message__code="reply_held").get()
    assert held.payload["message"]["params"]["why"]["code"] == "held_wrote"
    unmerge(cast, merged)
    assert (waits(source), begun(target)) == (["<p>Soon</p>"], [])


def test_what_came_since_stays_with_the_target(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    merged = merge(cast, source, target)
    cast.says(source, "Since then.", now=LATER + timedelta(hours=1))
    cast.api(cast.agent).post(f"tickets/{target.pk}/replies", {"body": "For both."})
    unmerge(cast, merged)
    assert said(source) == ["Is it broken again?"]
    assert said(target) == ["Our nightly export has been empty.", "Since then.", "For both."]
    # The old thread is the source's own again.
    assert cast.says(source, "And now?", now=LATER + timedelta(hours=2)).ticket_id == source.pk


def test_the_key_for_undo_takes_it_back(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    token = merge(cast, source, target)["undo"]
    answer = cast.api(cast.agent).post("undo", {"token": token}).json()
    assert answer == {"restored": [source.pk, target.pk], "failed": []}
    assert Ticket.objects.get(pk=source.pk).merged_into_id is None


def test_after_thirty_days_it_stands(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    done = services.ticket_merge(
        actor=cast.actor(cast.agent), source_id=source.pk, target_id=target.pk, now=LATER
    )
    with pytest.raises(services.MergeStands):
        services.ticket_unmerge(
            actor=cast.actor(cast.agent), merge_id=done.pk, now=LATER + timedelta(days=30, seconds=1)
        )


def test_three_become_one_step_by_step(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    first, second = pair
    third = cast.ticket(body="And in the morning too.", now=LATER + timedelta(hours=1))
    before = everything()
    one, two = merge(cast, first, second), merge(cast, second, third)
    assert set(Ticket.objects.filter(merged_into=third).values_list("pk", flat=True)) == {first.pk, second.pk}
    assert len(said(third)) == 3
    assert cast.says(first, "Hm?", now=LATER + timedelta(hours=2)).ticket_id == third.pk
    stands = cast.api(cast.agent).post(f"tickets/merges/{one['merge']['id']}/undo")
    assert (stands.status_code, stands.json()["code"]) == (409, "tickets.merge_stands")
    unmerge(cast, two)
    assert Ticket.objects.get(pk=first.pk).merged_into_id == second.pk
    assert len(said(second)) == 2
    unmerge(cast, one)
    after = everything()
    assert [row for row in after[-1]["entries"] if row in before[-1]["entries"]] == before[-1]["entries"]
    assert after[first.pk] == before[first.pk]
    assert after[second.pk] == before[second.pk]


def test_a_repeated_merge_is_the_one_that_holds(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    assert merge(cast, source, target)["merge"] == merge(cast, source, target)["merge"]
    assert TicketMerge.objects.count() == 1
    assert OutboxEvent.objects.filter(name="tickets.ticket_merged").count() == 1


def _of(contact: Callable[[Cast], Contact], **fields: Any) -> Callable[[Cast], Ticket]:
    return lambda cast: cast.ticket(by=contact(cast), **fields)


REFUSED: dict[str, tuple[Callable[[Cast], Ticket], str]] = {
    "another company's": (_of(lambda cast: cast.stranger), "company"),
    "spam": (_of(lambda cast: cast.customer, is_spam=True), "void"),
    "in the trash": (_of(lambda cast: cast.customer, is_deleted=True), "void"),
    "a colleague's chat": (_of(lambda cast: cast.colleague, channel="widget"), "chat"),
}


@pytest.mark.parametrize(("make", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_one(cast: Cast, make: Callable[[Cast], Ticket], reason: str) -> None:
    target, source = cast.ticket(), make(cast)
    api = cast.api(cast.agent)
    preview = api.get(f"tickets/{target.pk}/merge-preview", {"source": source.pk}).json()
    refused = api.post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.merge_refused")
    assert refused.json()["reason"] == preview["refusal"]["reason"] == reason
    assert preview["refusal"]["may_link"] is (reason != "void")
    assert Ticket.objects.get(pk=source.pk).merged_into_id is None


def test_brands_stay_apart(cast: Cast) -> None:
    target, source = cast.ticket(), cast.ticket(brand=cast.other_brand)
    refused = cast.api(cast.agent).post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert refused.json()["reason"] == "brand"


def test_what_is_open_does_not_vanish_in_what_is_finished(cast: Cast) -> None:
    target, source = cast.ticket(status="resolved", resolved_at=NOW), cast.ticket()
    refused = cast.api(cast.agent).post(f"tickets/{target.pk}/merges", {"source": source.pk})
    assert refused.json()["reason"] == "finished"
    merge(cast, target, source)


def test_the_likely_ones_come_first_and_say_why(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    same = cast.ticket(subject="HLY-4012 again", body="Error HLY-4012 in the export.", now=timezone.now())
    other = cast.ticket(by=cast.stranger, body="We get HLY-4012 too.", now=timezone.now())
    Ticket.objects.filter(pk__in=[source.pk, target.pk]).update(last_activity_at=timezone.now())
    third = cast.ticket(subject="Export", body="It says HLY-4012.", now=timezone.now())
    api = cast.api(cast.agent)
    found = api.get(f"tickets/{third.pk}/merge-candidates").json()["results"]
    by_number = {one["ticket"]["number"]: one for one in found}
    assert found[0]["ticket"]["number"] == same.pk
    assert {"same_person", "same_code"} <= set(by_number[same.pk]["reasons"])
    assert by_number[source.pk]["reasons"][0] == "same_company"
    assert by_number[other.pk]["refusal"]["reason"] == "company"
    assert found[-1]["ticket"]["number"] == other.pk
    (one,) = api.get(f"tickets/{third.pk}/merge-candidates", {"q": f"#{target.pk}"}).json()["results"]
    assert one["ticket"]["number"] == target.pk


def test_who_sees_one_of_them_merges_neither(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    Ticket.objects.filter(pk=target.pk).update(team=cast.other_team)
    stranger = cast.api(cast.team_agent)
    for path, query in (
        ("merge-preview", {"source": source.pk}),
        ("merge-candidates", {"q": str(source.pk)}),
    ):
        answer = stranger.get(f"tickets/{target.pk}/{path}", query)
        assert answer.status_code == 404 or answer.json()["results"] == []
    assert stranger.post(f"tickets/{target.pk}/merges", {"source": source.pk}).status_code == 404
    merged = merge(cast, source, target)
    assert stranger.post(f"tickets/merges/{merged['merge']['id']}/undo").status_code == 404
    assert cast.api(cast.light_agent).post(
        f"tickets/merges/{merged['merge']['id']}/undo"
    ).status_code == 403  # fmt: skip
    # What was merged into a ticket of theirs they read there.
    assert len(said(target)) == 2


def test_nobody_is_asked_twice_how_it_went(cast: Cast, pair: tuple[Ticket, Ticket]) -> None:
    source, target = pair
    Rating.objects.create(ticket=source, asked_at=NOW, answered_at=NOW, score=5)
    merge(cast, source, target)
    cast.api(cast.agent).patch(f"tickets/{target.pk}", {"status": "resolved"})
    assert Rating.objects.count() == 1
    assert Rating.objects.get().ticket_id == target.pk


@pytest.mark.usefixtures("settle")
def test_clocks_of_the_source_end_and_the_targets_count_from_the_first_message(
    cast: Cast, pair: tuple[Ticket, Ticket]
) -> None:
    source, target = pair
    deliver_pending()

    def clocks(ticket: Ticket) -> dict[str, tuple[str, Any]]:
        rows = Clock.objects.filter(ticket=ticket, number=1)
        return {row.measure: (row.state, row.started_at) for row in rows}

    before = clocks(source), clocks(target)
    assert before[1]["first_reply"][1] == LATER
    merged = merge(cast, source, target)
    deliver_pending()
    assert {state for state, _ in clocks(source).values()} == {"cancelled"}
    assert clocks(target)["first_reply"][1] == NOW
    cast.replies(target, cast.agent, "Both of you: fixed.", now=LATER + timedelta(minutes=5))
    deliver_pending()
    assert Clock.objects.get(ticket=target, measure="first_reply").fulfilled_at is not None
    unmerge(cast, merged)
    deliver_pending()
    assert clocks(target)["first_reply"][1] == LATER
    source_now = clocks(source)
    assert source_now.keys() == before[0].keys()
    assert "cancelled" not in {state for state, _ in source_now.values()}


@pytest.mark.django_db(transaction=True)
def test_merges_both_ways_at_once_wait_for_each_other(cast: Cast) -> None:
    one, two = cast.ticket(), cast.ticket()
    actor, ends = cast.actor(cast.agent), []
    barrier = threading.Barrier(3)

    def run(source: Ticket, target: Ticket) -> None:
        barrier.wait()
        try:
            services.ticket_merge(actor=actor, source_id=source.pk, target_id=target.pk, now=LATER)
            ends.append("merged")
        except DomainError as error:
            ends.append(error.code)
        finally:
            connection.close()

    def write() -> None:
        barrier.wait()
        try:
            cast.says(one, "In between.", now=LATER)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, two), (two, one))]
    threads.append(threading.Thread(target=write))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["merged", "tickets.merge_refused"]
    (into,) = Ticket.objects.filter(merged_into=None)
    assert TimelineEntry.objects.filter(kind="message", ticket=into).count() == 3
