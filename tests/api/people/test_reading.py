"""Reads are counted at no statement, told once when they are unusual, and audited when they are sensitive."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import sightings
from core.models import AuditEntry
from notices.models import Notice
from people.models import ReadingAlarm, ReadingTally, ReadingWatch, Team, TeamMembership, User
from people.services.watching import reading_watch
from tests.cast import NOW
from tests.mails import mailbox_for, raw_mail, receive, ticket_of

if TYPE_CHECKING:
    from tests.cast import ApiClient, Cast

DAY = timedelta(days=1)


@pytest.fixture
def api(cast: "Cast") -> "ApiClient":
    return cast.api(cast.admin)


def past(user: User, count: int, *, days: int = 20, kind: str = "others") -> None:
    for number in range(1, days + 1):
        ReadingTally.objects.create(
            user=user, day=(NOW - number * DAY).date(), via="screen", kind=kind,
            count=count, targets=list(range(count)),
        )  # fmt: skip


def read(cast: "Cast", user: User, count: int, *, kind: str = "others", start: int = 0) -> None:
    sightings.note(cast.actor(user), {kind: range(start, start + count)})


def test_opening_tickets_is_counted_once_each_at_no_statement(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    own, other = cast.ticket(), cast.ticket()
    own.assignee = cast.agent
    own.save(update_fields=["assignee"])
    other.assignee = cast.teammate
    other.save(update_fields=["assignee"])
    client = cast.api(cast.agent)
    client.get(f"tickets/{own.pk}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"tickets/{other.pk}").status_code == 200
    assert not [one for one in asked.captured_queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    client.get(f"tickets/{other.pk}/timeline")
    reading_watch(now=NOW)
    found = {(one.kind, one.via): one.targets for one in ReadingTally.objects.filter(user=cast.agent)}
    assert found == {
        ("tickets", "program"): sorted([own.pk, other.pk]),
        ("others", "program"): [other.pk],
    }


def test_what_redis_lost_stays_counted(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    read(cast, cast.agent, 3)
    reading_watch(now=NOW)
    from django.core.cache import cache

    cache.clear()
    read(cast, cast.agent, 2, start=2)
    reading_watch(now=NOW)
    assert ReadingTally.objects.get(user=cast.agent).targets == [0, 1, 2, 3]


def test_unusual_reading_is_told_once_to_owners(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    owner = cast.owner
    past(cast.agent, 30)
    read(cast, cast.agent, 60)
    assert reading_watch(now=NOW) == 0, "twice the highest day is still usual"
    read(cast, cast.agent, 61)
    assert reading_watch(now=NOW) == 1
    read(cast, cast.agent, 400)
    assert reading_watch(now=NOW) == 0
    settle()
    alarm = ReadingAlarm.objects.get()
    assert (alarm.user, alarm.kind, alarm.count, alarm.limit) == (cast.agent, "others", 400, 60)
    assert (alarm.own_most, alarm.own_days) == (30, 20)
    told = Notice.objects.get()
    assert (told.user, told.kind, told.text) == (owner, "reading", cast.agent.name)
    assert (
        AuditEntry.objects.filter(action="people.reading_alarmed", target=f"user:{cast.agent.pk}").count()
        == 1
    )


def test_as_much_as_a_teammate_reads_is_usual(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    team = Team.objects.create(name="Desk", slug="desk-of-reading")
    other = cast.staff("Busy Reader", "agent", team=team)
    TeamMembership.objects.create(team=team, user=cast.agent)
    past(cast.agent, 30)
    past(other, 200)
    read(cast, cast.agent, 190)
    assert reading_watch(now=NOW) == 0
    read(cast, cast.agent, 201)
    assert reading_watch(now=NOW) == 1


def test_what_was_expected_counts_as_the_past_and_what_was_not_does_not(
    cast: "Cast", api: "ApiClient", freeze: Any
) -> None:
    freeze(NOW)
    past(cast.agent, 30)
    read(cast, cast.agent, 150)
    reading_watch(now=NOW)
    alarm = ReadingAlarm.objects.get()
    answer = api.post(f"privacy/reading/{alarm.pk}", {"verdict": "confirmed", "note": "Nobody knows why."})
    assert answer.status_code == 200, answer.content
    tomorrow = NOW + DAY
    freeze(tomorrow)
    read(cast, cast.agent, 120)
    assert reading_watch(now=tomorrow) == 1, "a day that was not in order is no measure"
    again = ReadingAlarm.objects.get(decided_at=None)
    assert api.post(f"privacy/reading/{again.pk}", {"verdict": "expected"}).status_code == 200
    after = tomorrow + DAY
    freeze(after)
    read(cast, cast.agent, 140)
    assert reading_watch(now=after) == 0


def test_nobody_decides_about_themselves(cast: "Cast", api: "ApiClient", freeze: Any) -> None:
    freeze(NOW)
    past(cast.admin, 30)
    read(cast, cast.admin, 150)
    reading_watch(now=NOW)
    alarm = ReadingAlarm.objects.get()
    answer = api.post(f"privacy/reading/{alarm.pk}", {"verdict": "expected"})
    assert (answer.status_code, answer.json()["code"]) == (409, "people.own_reading")
    assert (
        cast.api(cast.owner).post(f"privacy/reading/{alarm.pk}", {"verdict": "expected"}).status_code == 200
    )
    answer = cast.api(cast.owner).post(f"privacy/reading/{alarm.pk}", {"verdict": "confirmed"})
    assert answer.json()["code"] == "people.reading_decided"


def test_an_alarm_shows_what_it_stands_on(cast: "Cast", api: "ApiClient", freeze: Any) -> None:
    freeze(NOW)
    past(cast.agent, 30)
    read(cast, cast.agent, 90)
    reading_watch(now=NOW)
    shown = api.get("privacy/reading").json()
    assert [(one["name"], one["count"], one["limit"]) for one in shown["alarms"]] == [
        (cast.agent.name, 90, 60)
    ]
    found = api.get(f"privacy/reading/{shown['alarms'][0]['id']}").json()
    assert (len(found["days"]), found["days"][-1]["count"], len(found["targets"])) == (21, 90, 90)
    assert cast.api(cast.agent).get("privacy/reading").status_code == 403
    assert cast.api(cast.agent).get(f"privacy/reading/{found['id']}").status_code == 403


def test_the_rule_can_be_changed_and_switched_off(cast: "Cast", api: "ApiClient", freeze: Any) -> None:
    freeze(NOW)
    rule = {"is_on": True, "factor": 5.0, "fewest": 10, "at_first": 100}
    assert api.put("privacy/reading", rule).json()["factor"] == 5.0
    assert api.put("privacy/reading", rule | {"factor": 0.5}).status_code == 422
    assert cast.api(cast.supervisor).put("privacy/reading", rule).status_code == 403
    past(cast.agent, 30)
    read(cast, cast.agent, 149)
    assert reading_watch(now=NOW) == 0
    api.put("privacy/reading", rule | {"is_on": False})
    read(cast, cast.agent, 1000)
    assert reading_watch(now=NOW) == 0
    changed = AuditEntry.objects.filter(action="people.reading_rule_changed").order_by("-pk").first()
    assert changed is not None
    assert changed.data == {"is_on": [True, False]}


def test_each_day_that_is_over_is_one_line_of_the_audit_log(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    reading_watch(now=NOW)
    read(cast, cast.agent, 5)
    read(cast, cast.agent, 2, kind="files")
    reading_watch(now=NOW)
    tomorrow = NOW + DAY
    freeze(tomorrow)
    for _ in range(2):
        reading_watch(now=tomorrow)
    lines = AuditEntry.objects.filter(action="people.reading_counted")
    assert [(one.target, one.data) for one in lines] == [
        (f"user:{cast.agent.pk}", {"day": str(NOW.date()), "via": "screen", "others": 5, "files": 2})
    ]


def test_old_counts_go(cast: "Cast", freeze: Any) -> None:
    past(cast.agent, 3, days=2)
    ReadingWatch.objects.create(pk=1, told_until=NOW.date())
    reading_watch(now=NOW + timedelta(days=190))
    assert not ReadingTally.objects.exists()


def test_an_original_mail_is_a_line_of_its_own(cast: "Cast", settle: Any, freeze: Any) -> None:
    freeze(NOW)
    mail = receive(mailbox_for(cast.brand), raw_mail("The original words."))
    settle()
    ticket = ticket_of(mail)
    entry = ticket.last_customer_entry_id
    client = cast.api(cast.agent)
    assert client.get(f"tickets/{ticket.pk}/entries/{entry}/original.eml").status_code == 200
    (line,) = AuditEntry.objects.filter(action="email.original_read")
    assert (line.target, line.data) == (f"ticket:{ticket.pk}", {"entry_id": str(entry)})
    assert client.get(f"tickets/{ticket.pk}/entries/999999/original.eml").status_code == 404
    assert AuditEntry.objects.filter(action="email.original_read").count() == 1, (
        "what was refused was not read"
    )


def test_an_export_is_a_line_with_what_was_asked_for(cast: "Cast", api: "ApiClient", freeze: Any) -> None:
    freeze(NOW)
    assert api.get("kb/searches.csv", {"days": "7"}).status_code == 200
    (line,) = AuditEntry.objects.filter(action="kb.searches_exported")
    assert (line.actor_name, line.target, line.data) == (cast.admin.name, "searches", {"days": "7"})
    reading_watch(now=NOW)
    assert ReadingTally.objects.get(kind="exports").count == 1
