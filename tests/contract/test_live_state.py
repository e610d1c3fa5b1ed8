"""
"Cached state + event = state fetched again", for every event that a staff screen listens to.

`patched` does the same as the ticket screen's `withLiveEvent`. Anything else that an event changes, such as
the reader's permissions, makes the screen reload; the names of these events are shared with it.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from core.actors import SYSTEM
from core.events import Event
from core.models import OutboxEvent
from people.models import Presence
from tests.cast import NOW, ApiClient, Cast
from tickets import entries, events, services
from tickets.entries import EventStep
from tickets.models import Ticket

ROOT = Path(__file__).resolve().parents[2]
REREADS = set(json.loads((ROOT / "frontend/src/features/ticket/model/rereads.json").read_text()))

State = dict[str, Any]
Scene = Callable[[Cast, ApiClient, Ticket], object]


def patched(state: State, data: State) -> State:
    """The ticket in a screen's cache after an event."""
    row = data["ticket"]
    is_older = row["version"] < state["version"]
    found = state | ({} if is_older else row)
    known = {entry["id"]: entry for entry in state["timeline"]["results"]}
    # Those of side conversations stand in a panel of their own.
    news = [entry for entry in data.get("entries", []) if entry["kind"] != "side"]
    known |= {entry["id"]: entry for entry in news}
    results = [known[key] for key in sorted(known)]
    found["timeline"] = state["timeline"] | {"results": results}
    for entry in news:
        found["last_entry_id"] = max(found["last_entry_id"], entry["id"])
        if entry["kind"] == "message" and entry["author"]["kind"] == "contact":
            found["last_customer_entry_id"] = max(found["last_customer_entry_id"], entry["id"])
    return found


def change(**values: Any) -> Scene:
    return lambda cast, api, ticket: api.patch(f"tickets/{ticket.pk}", values)


def reply(**values: Any) -> Scene:
    return lambda cast, api, ticket: api.post(f"tickets/{ticket.pk}/replies", {"body": "Done."} | values)


def rate(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    api.post(f"tickets/{ticket.pk}/replies", {"body": "Done.", "status": "resolved"})
    services.ticket_rate(
        actor=cast.actor(cast.customer), ticket_id=ticket.pk, score=4, comment="Good", now=NOW
    )


def reopen(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    api.patch(f"tickets/{ticket.pk}", {"status": "resolved"})
    api.patch(f"tickets/{ticket.pk}", {"status": "open"})


def deliver(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    entry = cast.replies(ticket, cast.agent, "On its way.")
    services.entry_set_delivery(entry_id=entry.pk, state="failed", detail="No such mailbox.")


def redact(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    entry = ticket.last_entry_id
    api.post(f"tickets/{ticket.pk}/entries/{entry}/redaction", {"whole": True, "reason": "Asked for"})


def append(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    services.timeline_append(
        actor=SYSTEM,
        ticket_id=ticket.pk,
        step=EventStep(),
        body_text="Something happened elsewhere.",
        now=NOW,
    )


def fall_due(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    services.ticket_set_due(
        ticket_id=ticket.pk, due_at=NOW, kind="first_reply", state="running", started_at=NOW, now=NOW
    )


def move(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(requester=cast.colleague)
    with transaction.atomic():
        services.tickets_tell_moved(contact_ids=[cast.colleague.pk], now=NOW)


def merge(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    api.post(f"tickets/{ticket.pk}/merges", {"source": cast.ticket(tags=["more"]).pk})


def part(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    done = api.post(f"tickets/{ticket.pk}/merges", {"source": cast.ticket().pk}).json()
    api.post(f"tickets/merges/{done['merge']['id']}/undo")


def ask(cast: Cast, api: ApiClient, ticket: Ticket) -> int:
    body = {"to": ["ops@tideline.test"], "subject": "Grants", "body": "Does it keep its warehouse?"}
    return int(api.post(f"tickets/{ticket.pk}/side-conversations", body).json()["id"])


def ask_and_close(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    path = f"tickets/{ticket.pk}/side-conversations/{ask(cast, api, ticket)}"
    api.patch(path, {"state": "closed"})


def ask_and_hear(cast: Cast, api: ApiClient, ticket: Ticket) -> None:
    mail = entries.Mail(from_="ops@tideline.test")
    said = services.SideMail("ops@tideline.test", "Tom", "", "It does.", (), mail, "mail:1")
    api.patch(f"tickets/{ticket.pk}", {"snoozed_until": "2031-01-01T09:00:00Z"})
    services.side_receive(side_id=ask(cast, api, ticket), message=said, now=NOW)


SCENES: dict[str, tuple[Scene, set[str]]] = {
    "a customer writes": (
        lambda cast, api, ticket: cast.says(ticket, "Any news?"),
        {events.MessageReceived.name},
    ),
    "a reply": (reply(), {events.ReplyPosted.name}),
    "a reply that resolves": (
        reply(status="resolved"),
        {events.ReplyPosted.name},
    ),
    "a note": (reply(kind="note"), {events.NoteAdded.name}),
    "a priority": (change(priority="P1"), {events.TicketChanged.name}),
    "tags": (change(tags=["export"]), {events.TicketChanged.name}),
    "a subject": (change(subject="Exports fail at night"), {events.TicketChanged.name}),
    "a snooze": (change(snoozed_until="2031-01-01T09:00:00Z"), {events.TicketChanged.name}),
    "a status": (change(status="pending"), {events.TicketChanged.name}),
    "an assignee": (
        lambda cast, api, ticket: api.patch(f"tickets/{ticket.pk}", {"assignee": cast.agent.pk}),
        {events.TicketChanged.name},
    ),
    "reopened": (reopen, {events.TicketChanged.name}),
    "rated": (rate, {events.TicketRated.name}),
    "another ticket is merged into it": (merge, {events.TicketMerged.name}),
    "a merge is undone": (part, {events.TicketMerged.name, events.TicketUnmerged.name}),
    "a link": (
        lambda cast, api, ticket: api.post(
            f"tickets/{ticket.pk}/links", {"number": cast.ticket().pk, "kind": "related"}
        ),
        {events.TicketChanged.name},
    ),
    "a delivery": (deliver, {events.DeliveryChanged.name}),
    "a redaction": (redact, {events.EntriesRedacted.name}),
    "a question to a third party": (ask, {events.SideMessageSent.name}),
    "a third party's answer": (
        ask_and_hear,
        {events.SideMessageReceived.name, events.TicketChanged.name},
    ),
    "a side conversation is closed": (ask_and_close, {events.SideChanged.name}),
    "a step": (append, {events.EntryAppended.name}),
    "a clock": (fall_due, set()),
    "a merge": (move, {events.TicketsMoved.name}),
}


def told(ticket: Ticket, topic: str, since: int) -> list[tuple[str, State]]:
    """The names and data of the events that a topic has heard since one, in their order."""
    rows = OutboxEvent.objects.filter(pk__gt=since, topics__contains=[topic]).order_by("pk")
    return [(row.name, one["data"]) for row in rows for one in row.live if one["topic"] == topic]


def newest() -> int:
    return int(OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


@pytest.mark.parametrize("name", SCENES)
def test_the_cached_ticket_and_its_events_are_the_ticket_fetched_again(cast: Cast, name: str) -> None:
    ticket, api = cast.ticket(), cast.api(cast.agent)
    scene, expected = SCENES[name]
    before, since = api.get(f"tickets/{ticket.pk}").json(), newest()
    scene(cast, api, ticket)
    heard = told(ticket, f"ticket:{ticket.pk}", since)
    assert heard
    assert expected <= {event for event, _ in heard}
    state = before
    for _, data in heard:
        state = patched(state, json.loads(json.dumps(data)))
    after = api.get(f"tickets/{ticket.pk}").json()
    differing = {key for key in after if after[key] != state[key]}
    if not {event for event, _ in heard} & REREADS:
        assert differing == set()
    # The first of the entries that a merge brings are read again with the ticket.
    assert differing <= {
        "permissions", "rating", "first_replied_at", "reopened_count", "links", "custom", "timeline",
        "last_entry_id", "last_customer_entry_id",
    }  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_the_row_of_the_last_event_is_the_row_fetched_again(cast: Cast, name: str) -> None:
    ticket, api = cast.ticket(), cast.api(cast.agent)
    since = newest()
    SCENES[name][0](cast, api, ticket)
    rows = [
        data["ticket"] for _, data in told(ticket, "queue", since) if data["ticket"]["number"] == ticket.pk
    ]
    listed = {
        row["number"]: row
        for row in api.get("tickets", {"q": "is:open OR status:resolved"}).json()["results"]
    }
    assert json.loads(json.dumps(rows[-1])) == listed[ticket.pk]


def test_a_colleagues_presence_is_that_of_the_list_fetched_again(cast: Cast) -> None:
    api, since = cast.api(cast.agent), newest()
    cached = {user["id"]: user for user in api.get("users").json()["results"]}
    api.patch("me", {"presence": Presence.AWAY.value})
    (row,) = OutboxEvent.objects.filter(pk__gt=since, name="people.presence_changed")
    for message in row.live:
        cached[message["data"]["user"]["id"]] |= message["data"]["user"]
    assert list(cached.values()) == api.get("users").json()["results"]


def test_every_event_of_tickets_that_staff_hear_is_tried() -> None:
    names = {
        one.name
        for one in vars(events).values()
        if isinstance(one, type) and issubclass(one, Event) and one is not Event
    }
    tried = set().union(*(found for _, found in SCENES.values()))
    # Nobody publishes the first; the others are for the customer, staff hear of the change itself.
    silent = {
        events.TicketCreated.name,
        events.TicketResolved.name,
        events.TicketReopened.name,
        events.TicketWoken.name,
        events.ScheduledReplyHeld.name,
    }
    assert names - tried - silent == set()
    assert tried >= REREADS
