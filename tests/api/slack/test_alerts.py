"""Alerts: told once, to whom they concern, together when there are many, and not at night."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from integrations.slack import handlers, services
from integrations.slack.models import Alert, AlertKind, AlertRule, SlackChannel
from people.models import User
from routing.services import ticket_escalate
from routing.wording import say
from sla.events import ClockBreached, ClockWarned
from tests.api.slack.desk import Desk
from tests.cast import NOW, Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
TEAM = "C0TEAM"


@pytest.fixture(autouse=True)
def _now(freeze: Callable[..., datetime]) -> None:
    freeze(NOW)


def rule(desk: Desk, *kinds: str, direct: bool = False, **values: Any) -> AlertRule:
    inside, _ = SlackChannel.objects.get_or_create(
        connection=desk.connection, channel_id=TEAM, defaults={"name": "support-team"}
    )
    return AlertRule.objects.create(
        connection=desk.connection,
        kinds=list(kinds or ["breach"]),
        channel=None if direct else inside,
        created_at=NOW,
        **values,
    )


def happens(
    cast: Cast, kind: str = "breach", *, of: Ticket | None = None, key: str = "1", **more: Any
) -> int:
    row = of or cast.ticket()
    news = services.News(AlertKind(kind), f"{kind}:{key}", row.pk, **more)
    return services.alert_raise(news=news, now=NOW)


def told(desk: Desk, place: str = TEAM, *, at: datetime = NOW) -> list[str]:
    with clock.frozen(at):
        services.alerts_send(now=at)
        desk.settle()
    return [one["text"] for one in desk.server.state.messages.get(place, [])]


def test_a_breach_is_told_once(cast: Cast, desk: Desk) -> None:
    rule(desk)
    found = cast.ticket()
    assert happens(cast, of=found) == 1
    assert happens(cast, of=found) == 0
    (text,) = told(desk)
    assert f"/app/inbox/{found.number}|#{found.number}" in text
    assert len(told(desk)) == 1


def test_only_what_the_rule_wants(cast: Cast, desk: Desk) -> None:
    rule(desk, "risk", "breach", fraction=80, priorities=["P1"])
    low, high = cast.ticket(), cast.ticket()
    Ticket.objects.filter(pk=low.pk).update(priority="P3")
    Ticket.objects.filter(pk=high.pk).update(priority="P1")
    assert happens(cast, of=low) == 0
    assert happens(cast, "risk", of=high, percent=75) == 0
    assert happens(cast, "risk", of=high, percent=80) == 1
    assert happens(cast, "mention", of=high) == 0


def test_many_are_one_message_and_are_counted(cast: Cast, desk: Desk) -> None:
    rule(desk, digest_minutes=30)
    for number in range(20):
        happens(cast, key=str(number))
    assert told(desk) == []
    (text,) = told(desk, at=NOW + timedelta(minutes=31))
    assert text.startswith("*20 alerts*")
    assert text.endswith("… and 5 more.")


def test_a_storm_is_held_and_told_together_afterwards(cast: Cast, desk: Desk) -> None:
    rule(desk, most_an_hour=2)
    for number in range(4):
        happens(cast, key=str(number))
        told(desk, at=NOW + timedelta(seconds=number))
    assert len(told(desk)) == 2
    assert told(desk, at=NOW + timedelta(hours=2))[-1].startswith("*2 alerts*")


def test_the_night_is_quiet(cast: Cast, desk: Desk) -> None:
    from datetime import time

    rule(desk, quiet_begins=time(20), quiet_ends=time(10), timezone="UTC")
    happens(cast)
    assert told(desk) == []
    assert len(told(desk, at=NOW + timedelta(hours=1, minutes=1))) == 1


def test_what_is_over_by_then_is_not_told(cast: Cast, desk: Desk) -> None:
    rule(desk, digest_minutes=30)
    found = cast.ticket()
    happens(cast, of=found)
    Ticket.objects.filter(pk=found.pk).update(status="resolved", resolved_at=NOW)
    assert told(desk, at=NOW + timedelta(hours=1)) == []
    assert Alert.objects.get().dropped_why == "It no longer matters."


def test_a_channel_that_became_shared_hears_nothing(cast: Cast, desk: Desk) -> None:
    made = rule(desk)
    assert made.channel is not None
    SlackChannel.objects.filter(pk=made.channel.pk).update(is_shared=True)
    happens(cast)
    assert told(desk) == []
    assert "shared" in Alert.objects.get().dropped_why


def test_a_mention_goes_to_whom_it_names_without_what_it_says(cast: Cast, desk: Desk) -> None:
    from tickets.events import NoteAdded

    rule(desk, "mention", direct=True)
    found = cast.ticket()
    event = NoteAdded(ticket_id=found.pk, entry_id=1, by_ref="staff:0", mentions=[cast.agent.pk])
    handlers.on_note_added(event, None)  # type: ignore[arg-type]  # the handler does not look at it
    handlers.on_note_added(event, None)  # type: ignore[arg-type]  # the handler does not look at it
    (text,) = told(desk, "U0INES")
    assert "You are mentioned" in text
    assert desk.server.state.calls["users.lookupByEmail"] == 1


def test_whoever_does_not_see_the_ticket_hears_nothing_of_it(cast: Cast, desk: Desk) -> None:
    rule(desk, "mention", direct=True)
    assert happens(cast, "mention", user_ids=[cast.team_agent.pk]) == 0


def test_a_colleague_who_is_not_in_slack_is_left_out(cast: Cast, desk: Desk) -> None:
    rule(desk, "escalation", direct=True)
    happens(cast, "escalation", user_ids=[cast.supervisor.pk])
    assert told(desk, "U0INES") == []
    assert Alert.objects.get().dropped_why == "Nobody in Slack has their address."


def test_a_crash_between_call_and_note_tells_nothing_twice(cast: Cast, desk: Desk) -> None:
    rule(desk)
    happens(cast)
    told(desk)
    # As if the transaction that noted it had been lost: the key of the message is the same.
    Alert.objects.update(due_at=NOW, sent_at=None)
    assert len(told(desk)) == 1


def test_each_reads_in_their_language_and_a_channel_in_english(cast: Cast, desk: Desk) -> None:
    rule(desk, "risk", "breach", direct=True)
    rule(desk, "risk", "breach")
    found = cast.ticket(assignee=cast.agent)
    User.objects.filter(pk=cast.agent.pk).update(locale="de-AT")
    facts: Any = {"ticket_id": found.pk, "clock_id": 7, "kind": "first_reply"}
    meta: Any = None  # the handlers do not look at it
    handlers.on_clock_warned(ClockWarned(**facts, fraction=0.8, actions=[]), meta)
    handlers.on_clock_breached(ClockBreached(**facts, actions=[]), meta)
    (german,) = told(desk, "U0INES")
    assert german.startswith("*2 Meldungen*\n:large_yellow_circle: Servicezeit in Gefahr: <")
    assert "\n> Erste Antwort: 80 % der Zeit verbraucht\n" in german
    assert german.endswith("\n> Erste Antwort: Ziel verfehlt")
    (english,) = told(desk)
    assert english.startswith("*2 alerts*\n:large_yellow_circle: Service level at risk: <")
    assert "\n> First reply has used 80% of its time\n" in english
    assert english.endswith("\n> First reply missed its target")


def test_an_escalation_says_why_in_german(cast: Cast, desk: Desk) -> None:
    rule(desk, "escalation", direct=True)
    found = cast.ticket(assignee=cast.agent)
    User.objects.filter(pk=cast.agent.pk).update(locale="de")
    why = say("asks_help", name="Ines")
    made = ticket_escalate(ticket_id=found.pk, actions=["notify_assignee"], why=why, key="1", now=NOW)
    assert made is not None
    text = services.escalation_text(decision_id=made.pk, ticket_id=found.pk)
    happens(cast, "escalation", of=found, text=text, user_ids=[cast.agent.pk])
    (german,) = told(desk, "U0INES")
    assert german.startswith(":arrow_up: Eskaliert: <")
    assert german.endswith("\n> Ines bittet um Hilfe")
