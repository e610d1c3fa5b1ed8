"""
"Cached state + message = state fetched again", for every event that the customer's panel listens to.

The panel's half is `frontend/src/widget/app/live-state.test.ts`: it plays what is recorded here and must end
with what the server then says. The recordings are compared with the server, so that they cannot grow old.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.actors import ASSISTANT
from core.models import OutboxEvent
from tests.answers import check_frame
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, ApiClient, Cast
from tickets import services
from tickets.entries import Message
from tickets.models import Ticket, TicketMerge
from widget.telling import TOLD_EVENTS, told

RECORDINGS = Path(__file__).resolve().parents[2] / "frontend/src/widget/testing/live-states"
LATER = NOW + timedelta(minutes=5)

State = dict[str, Any]
Scene = Callable[[Cast, Browser, ApiClient, Ticket], object]


def writes(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    browser.post(
        f"conversations/{ticket.public_id}/messages", {"client_id": "client-0002", "text": "Any news?"}
    )


def answers(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    citation = {
        "article_id": 1,
        "title": "Grant access",
        "url": "/help/grant-access",
        "quote": "Grant the role usage.",
        "heading": "How",
    }
    payload = Message(
        is_answer=True, citations=[citation], confidence=0.8, confidence_word="high", decision="answer"
    )
    services.post_reply(
        actor=ASSISTANT, ticket_id=ticket.pk, body_text="Grant usage [1].", payload=payload, now=LATER
    )


def change(**values: Any) -> Scene:
    return lambda cast, browser, api, ticket: api.patch(f"tickets/{ticket.pk}", values)


def reply(**values: Any) -> Scene:
    body = {"body": "We looked into it."} | values
    return lambda cast, browser, api, ticket: api.post(f"tickets/{ticket.pk}/replies", body)


def take(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    api.patch(f"tickets/{ticket.pk}", {"assignee": cast.agent.pk, "handler": "person"})


def redact(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    entry = ticket.last_entry_id
    api.post(f"tickets/{ticket.pk}/entries/{entry}/redaction", {"words": "empty", "reason": "Asked for"})


def merge(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> Any:
    other = cast.ticket(by=ticket.requester, subject="Exports again", now=LATER)
    return api.post(f"tickets/{ticket.pk}/merges", {"source": other.pk}).json()


def unmerge(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    merge(cast, browser, api, ticket)
    api.post(f"tickets/merges/{TicketMerge.objects.get().pk}/undo")
    writes(cast, browser, api, ticket)


def rate(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    api.post(f"tickets/{ticket.pk}/replies", {"body": "Done.", "status": "resolved"})
    browser.post(f"conversations/{ticket.public_id}/rating", {"score": 4, "comment": "Good"})


def reopen(cast: Cast, browser: Browser, api: ApiClient, ticket: Ticket) -> None:
    api.post(f"tickets/{ticket.pk}/replies", {"body": "Done.", "status": "resolved"})
    writes(cast, browser, api, ticket)


SCENES: dict[str, tuple[Scene, set[str]]] = {
    "the-customer-writes-elsewhere": (writes, {"tickets.message_received"}),
    "the-assistant-answers": (answers, {"tickets.reply_posted"}),
    "a-person-replies": (reply(), {"tickets.reply_posted"}),
    "a-person-takes-over": (take, {"tickets.ticket_changed"}),
    "a-subject-changes": (change(subject="Exports fail at night"), {"tickets.ticket_changed"}),
    "a-reply-resolves": (reply(status="resolved"), {"tickets.reply_posted"}),
    "resolved": (change(status="resolved"), {"tickets.ticket_changed"}),
    "reopened": (reopen, {"tickets.reply_posted", "tickets.message_received"}),
    "a-message-is-redacted": (redact, {"tickets.entries_redacted"}),
    "another-conversation-joins": (merge, {"tickets.ticket_merged"}),
    "and-leaves-again": (unmerge, {"tickets.ticket_unmerged"}),
    "rated": (rate, {"tickets.ticket_rated"}),
}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def shown(browser: Browser, ticket: Ticket) -> State:
    return {
        "home": browser.get("home").json(),
        "conversation": browser.get(f"conversations/{ticket.public_id}").json(),
    }


def heard(contact_id: int, since: int) -> list[State]:
    """The frames of the customer's socket since an event."""
    topic = f"contact:{contact_id}"
    frames = [
        told({"type": "event", "id": row.pk, "topic": topic, "name": row.name, "data": one["data"]})
        for row in OutboxEvent.objects.filter(pk__gt=since).order_by("pk")
        for one in row.live
        if one["topic"] == topic
    ]
    known = [frame for frame in json.loads(json.dumps(frames, default=str)) if frame is not None]
    for frame in known:
        check_frame("WidgetFrame", frame)
    return known


def settled(recording: State) -> State:
    """The recording without what differs from run to run: ids in the order in which they are met."""
    for at, frame in enumerate(recording["heard"], start=1):
        frame |= {"id": at, "topic": "contact:1"}
    text = json.dumps(recording, sort_keys=True)
    for at, found in enumerate(dict.fromkeys(_UUID.findall(text)), start=1):
        text = text.replace(found, f"00000000-0000-4000-8000-{at:012}")
    result: State = json.loads(text)
    return result


@pytest.mark.parametrize("name", SCENES)
def test_the_panel_is_told_of_what_it_then_fetches(
    cast: Cast, freeze: Callable[[datetime], object], tmp_path: Path, name: str
) -> None:
    freeze(NOW)
    browser, api = Browser(cast.brand), cast.api(cast.agent)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    browser.writes("Our export is empty.", client_id="client-0001")
    ticket = Ticket.objects.get()
    before = shown(browser, ticket)
    since = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    freeze(LATER)
    scene, expected = SCENES[name]
    scene(cast, browser, api, ticket)
    frames = heard(ticket.requester_id, since)
    assert expected <= {frame["name"] for frame in frames}
    # Where two conversations become one, both are told of.
    assert str(ticket.public_id) in {frame["data"]["conversation"]["id"] for frame in frames}
    after = shown(browser, ticket)
    assert after != before
    fresh = settled({"before": before, "heard": frames, "after": after})
    kept = RECORDINGS / f"{name}.json"
    written = tmp_path / kept.name
    written.write_text(json.dumps(fresh, indent=2, sort_keys=True) + "\n")
    assert json.loads(kept.read_text() if kept.exists() else "null") == fresh, (
        f"The server says something new. Copy {written} over {kept}, and run the panel's test."
    )


def test_every_event_of_the_panel_is_tried() -> None:
    # The reply, the message or the change tells of them already; nothing publishes these to the panel.
    silent = {"tickets.ticket_resolved", "tickets.ticket_reopened"}
    assert set().union(*(names for _, names in SCENES.values())) == TOLD_EVENTS - silent
    assert {path.stem for path in RECORDINGS.iterdir()} == set(SCENES)
