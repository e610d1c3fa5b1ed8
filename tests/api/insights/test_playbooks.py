"""Playbooks over the API and by the clock: events in, whom they meet, limits, holdout, outcome, dry run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.events import deliver_pending
from core.models import AuditEntry, OutboxEvent
from insights import services
from insights.models import Playbook, PlaybookFiring, ProductEvent, Signal
from insights.prevented import is_held_out
from insights.selectors.playbooks import results_of
from insights.services import receiving
from integrations.connections.models import Connection
from integrations.stripe.models import Customer as StripeCustomer
from integrations.stripe.models import Invoice
from notices.models import Notice
from people.models import Brand, Company, Contact, Identity
from people.selectors import brands
from tests.api.insights.desk import Desk
from tests.api.test_statements import statements, within
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import ticket_resolve
from widget.models import ProactiveMessage, ProactiveOptOut

Freeze = Callable[[datetime], datetime]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = PlaybookFiring.State


@pytest.fixture(autouse=True)
def _at(freeze: Freeze, cast: Cast) -> None:
    freeze(NOW)
    assert cast.customer.pk


def event(
    number: int, *, at: datetime = NOW, email: str = "helen@kestrel.test", **more: Any
) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "name": "import.finished",
        "at": at.isoformat(),
        "contact": {"email": email},
        "properties": {"status": "failed", "file": "a.csv"},
    } | more


def told(cast: Cast, *events: dict[str, Any]) -> Any:
    return cast.api(cast.admin).post("events", {"events": list(events)})


def content(**more: Any) -> dict[str, Any]:
    trigger = {"kind": "event", "name": "import.finished", "count": 3, "hours": 24} | more.pop("trigger", {})
    action = {"kind": "guidance", "text": "Your file was refused."} | more.pop("action", {})
    limits = {"holdout": 0} | more.pop("limits", {})
    return {"trigger": trigger, "action": action, "limits": limits} | more


def playbook(cast: Cast, name: str = "Imports", *, is_on: bool = True, **more: Any) -> Playbook:
    api = cast.api(cast.admin)
    made = api.post("insights/playbooks", {"name": name, "content": content(**more)})
    assert made.status_code == 201, made.content
    if is_on:
        assert api.patch(f"insights/playbooks/{made.json()['id']}", {"is_on": True}).status_code == 200
    return Playbook.objects.get(pk=made.json()["id"])


def three(cast: Cast, *, first: int = 1, at: datetime = NOW, **more: Any) -> None:
    answer = told(cast, *(event(first + number, at=at - number * HOUR, **more) for number in range(3)))
    assert answer.status_code == 202, answer.content


def look(now: datetime = NOW) -> None:
    services.events_look(now=now)
    deliver_pending()


def only() -> PlaybookFiring:
    return PlaybookFiring.objects.get()


# Events in


def test_a_repeated_batch_counts_once(cast: Cast) -> None:
    batch = (event(1), event(2), event(2))
    assert told(cast, *batch).json() == {"accepted": 2, "repeated": 1, "unknown": 0}
    assert told(cast, *batch).json() == {"accepted": 0, "repeated": 3, "unknown": 0}
    assert ProductEvent.objects.count() == 2
    row = ProductEvent.objects.first()
    assert row is not None
    assert (row.contact_id, row.company_id) == (cast.customer.pk, cast.company.pk)


def test_people_and_companies_are_known_by_id_or_address(cast: Cast) -> None:
    Company.objects.filter(pk=cast.company.pk).update(external_id="crm-7")
    value = f"{cast.brand.slug}:u-9"
    Identity.objects.create(contact=cast.colleague, kind="external", value=value, verified_at=NOW)
    answer = told(
        cast,
        event(1, contact={"external_id": "u-9"}),
        event(2, contact={"email": "nobody@kestrel.test"}),
        {**event(3), "contact": {}, "company": {"external_id": "crm-7"}},
        {**event(4), "contact": {}, "company": {"domain": "KESTREL.test"}},
    )
    assert answer.json() == {"accepted": 4, "repeated": 0, "unknown": 1}
    rows = {row.event_id: (row.contact_id, row.company_id) for row in ProductEvent.objects.all()}
    assert rows == {
        "e1": (cast.colleague.pk, cast.company.pk),
        "e2": (None, None),
        "e3": (None, cast.company.pk),
        "e4": (None, cast.company.pk),
    }


def test_an_address_that_was_only_claimed_names_nobody(cast: Cast) -> None:
    Identity.objects.create(contact=cast.stranger, kind="email", value="ceo@kestrel.test", verified_at=None)
    assert told(cast, event(1, email="ceo@kestrel.test")).json()["unknown"] == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"extra": 1}, "extra"),
        ({"name": "no spaces"}, "name"),
        ({"at": "2020-01-01T00:00:00Z"}, "at"),
        ({"at": "2030-01-01T00:00:00Z"}, "at"),
        ({"contact": {}}, "company"),
        ({"contact": {"phone": "1"}}, "phone"),
        ({"properties": {"a": {"b": 1}}}, "flat"),
        ({"properties": {"a": "x" * 201}}, "200"),
        ({"properties": {f"p{n}": 1 for n in range(31)}}, "30"),
        ({"properties": {f"p{n}": "x" * 199 for n in range(25)}}, "4000"),
    ],
)
def test_a_batch_with_one_wrong_event_is_refused_whole(cast: Cast, wrong: dict[str, Any], where: str) -> None:
    answer = told(cast, event(1), event(2) | wrong)
    assert answer.status_code in (400, 422)
    assert where in answer.content.decode()
    assert not ProductEvent.objects.exists()


def test_too_many_at_once_and_none_are_refused(cast: Cast) -> None:
    assert told(cast, *(event(number) for number in range(501))).status_code in (400, 422)
    assert told(cast).status_code in (400, 422)


def test_a_token_of_its_own_scope_sends_and_reads_nothing(cast: Cast) -> None:
    api = cast.api(cast.admin, scopes=["events:write"])
    assert api.post("events", {"events": [event(1)]}).status_code == 202
    assert api.get("events").status_code == 403
    for other in (["events:read"], ["tickets:write"], ["insights:write"]):
        assert cast.api(cast.admin, scopes=other).post("events", {"events": [event(2)]}).status_code == 403
    assert cast.api(cast.agent).post("events", {"events": [event(3)]}).status_code == 403
    assert ProductEvent.objects.count() == 1


def test_a_batch_is_one_insert(cast: Cast) -> None:
    api, sent = cast.api(cast.admin), iter(range(10_000))

    def call() -> Any:
        return api.post("events", {"events": [event(next(sent)) for _ in range(100)]})

    made = statements(call, status=202)
    assert sum("INSERT" in sql and "productevent" in sql for sql in made) == 1
    within("product events: a batch", made)


def test_a_batch_asks_once_whose_brand_is_meant(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted() -> list[Brand]:
        asked.append(1)
        return brands()

    monkeypatch.setattr(receiving, "brands", counted)
    told(cast, *(event(number, contact={"external_id": f"u{number}"}) for number in range(50)))
    assert len(asked) == 1


def test_of_companies_with_one_domain_the_oldest_is_meant(cast: Cast) -> None:
    Company.objects.create(name="Later", domain=cast.company.domain, external_id="crm-9")
    told(cast, event(1, contact={}, company={"domain": cast.company.domain.upper()}))
    told(cast, event(2, contact={}, company={"external_id": "crm-9", "domain": cast.company.domain}))
    found = ProductEvent.objects.order_by("pk").values_list("company__name", flat=True)
    assert list(found) == [cast.company.name, "Later"]


def test_events_are_forgotten_after_their_days(cast: Cast) -> None:
    told(cast, event(1))
    assert services.events_forget(now=NOW + 89 * DAY) == 0
    assert services.events_forget(now=NOW + 91 * DAY) == 1


# Firing


def test_three_failed_imports_bring_one_message(cast: Cast) -> None:
    playbook(cast, trigger={"where": [{"name": "status", "compare": "is", "value": "failed"}]})
    told(cast, *(event(number, properties={"status": "ok"}) for number in range(10, 15)))
    look()
    assert not PlaybookFiring.objects.exists()
    three(cast)
    look()
    look()
    row = only()
    assert (row.state, row.contact_id, row.facts) == (State.REACHED, cast.customer.pk, {"count": 3})
    assert ProactiveMessage.objects.get().key == f"playbook:{row.playbook_id}:{row.pk}"
    assert OutboxEvent.objects.filter(name="insights.playbook_fired").count() == 1
    # More of the same is no second cause while it is left in peace.
    three(cast, first=20)
    look(NOW + HOUR)
    assert PlaybookFiring.objects.count() == 1


def test_a_crash_between_firing_and_message_ends_with_one_of_each(cast: Cast) -> None:
    playbook(cast)
    three(cast)
    services.events_look(now=NOW)
    firing = only()
    assert not ProactiveMessage.objects.exists()
    # The handler ran, and its receipt was lost.
    services.playbook_act(firing_id=firing.pk, now=NOW)
    deliver_pending()
    ProductEvent.objects.update(is_new=True)
    look()
    assert (PlaybookFiring.objects.count(), ProactiveMessage.objects.count()) == (1, 1)
    firing.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        firing.save()


def test_files_are_counted_apart_and_late_events_fire_nothing(cast: Cast) -> None:
    playbook(cast, trigger={"same": "file"})
    told(cast, *(event(n, properties={"file": f"{n}.csv"}) for n in range(5)))
    look()
    three(cast, first=50, at=NOW - 3 * DAY)
    look()
    assert not PlaybookFiring.objects.exists()


def test_who_is_outside_of_the_audience_is_no_firing(cast: Cast) -> None:
    playbook(cast, audience={"segments": ["smb"]})
    three(cast)
    look()
    assert not PlaybookFiring.objects.exists()


@pytest.mark.parametrize("why", ["opted_out", "open_conversation", "week"])
def test_limits_keep_a_message_away_and_say_why(cast: Cast, why: str) -> None:
    playbook(cast)
    if why == "opted_out":
        ProactiveOptOut.objects.create(contact=cast.customer, at=NOW)
    elif why == "open_conversation":
        cast.ticket()
    else:
        cast.api(cast.admin).put("insights/playbooks/limits", {"a_week": 0})
    three(cast)
    look()
    row = only()
    assert (row.state, row.reason, row.is_first) == (State.SKIPPED, why, False)
    assert not ProactiveMessage.objects.exists()


def test_who_was_kept_away_is_met_again_once_nothing_stands_against_it(cast: Cast, freeze: Freeze) -> None:
    playbook(cast)
    ticket = cast.ticket()
    three(cast)
    look()
    freeze(NOW + HOUR)
    three(cast, first=40, at=NOW + HOUR)
    look(NOW + HOUR)
    assert (only().state, only().reason) == (State.SKIPPED, "open_conversation")
    ticket_resolve(actor=cast.actor(cast.agent), ticket_id=ticket.pk, now=NOW + HOUR)
    freeze(NOW + 3 * DAY)
    three(cast, first=80, at=NOW + 3 * DAY)
    look(NOW + 3 * DAY)
    states = list(PlaybookFiring.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.SKIPPED, State.REACHED]
    freeze(NOW + 6 * DAY)
    three(cast, first=120, at=NOW + 6 * DAY)
    look(NOW + 6 * DAY)
    assert PlaybookFiring.objects.count() == 2, "those who were reached rest"


def test_the_week_is_one_for_all_playbooks_and_counts_who_was_held_out(cast: Cast, freeze: Freeze) -> None:
    cast.api(cast.admin).put("insights/playbooks/limits", {"a_week": 1})
    first, second = playbook(cast, "One"), playbook(cast, "Two")
    three(cast)
    look()
    states = dict(PlaybookFiring.objects.values_list("playbook_id", "state"))
    assert states == {first.pk: State.REACHED, second.pk: State.SKIPPED}
    PlaybookFiring.objects.filter(playbook=first).update(state=State.HELD_OUT)
    freeze(NOW + 6 * DAY)
    three(cast, first=60, at=NOW + 6 * DAY)
    third = playbook(cast, "Three")
    services.events_look(now=NOW + 6 * DAY)
    assert PlaybookFiring.objects.get(playbook=third).reason == "week"


def test_quiet_hours_of_their_own_zone_wait_and_then_ask_again(cast: Cast) -> None:
    Contact.objects.filter(pk=cast.customer.pk).update(timezone="America/New_York")
    playbook(cast)
    three(cast)
    look()
    row = only()
    # 9:00 UTC is 4:00 in New York; 8:00 there is 13:00 UTC.
    assert (row.state, row.due_at) == (State.WAITING, NOW + 4 * HOUR)
    assert services.firings_settle(now=NOW + 4 * HOUR - timedelta(minutes=1)) == 0
    assert services.firings_settle(now=NOW + 4 * HOUR) == 1
    deliver_pending()
    assert (only().state, ProactiveMessage.objects.count()) == (State.REACHED, 1)


def test_switched_off_meanwhile_nothing_comes(cast: Cast) -> None:
    Contact.objects.filter(pk=cast.customer.pk).update(timezone="America/New_York")
    row = playbook(cast)
    three(cast)
    look()
    cast.api(cast.admin).patch(f"insights/playbooks/{row.pk}", {"is_on": False})
    services.firings_settle(now=NOW + 4 * HOUR)
    assert (only().state, only().reason) == (State.SKIPPED, "off")


def test_switching_off_takes_back_what_waits(cast: Cast) -> None:
    row = playbook(cast)
    three(cast)
    look()
    cast.api(cast.admin).patch(f"insights/playbooks/{row.pk}", {"is_on": False})
    assert ProactiveMessage.objects.get().expires_at == NOW


def test_an_end_is_an_end(cast: Cast) -> None:
    playbook(cast, limits={"ends_on": "2026-03-01"})
    three(cast)
    look()
    assert not PlaybookFiring.objects.exists()


def test_the_holdout_is_drawn_and_gets_nothing(cast: Cast) -> None:
    row = playbook(cast, limits={"holdout": 50})
    people = [cast.contact(f"Person {n}", f"p{n}@kestrel.test", cast.company) for n in range(12)]
    for number, one in enumerate(people):
        three(cast, first=100 + 10 * number, email=one.email)
    look()
    states = dict(PlaybookFiring.objects.values_list("contact_id", "state"))
    drawn = {one.pk: is_held_out(row.pk, f"contact:{one.pk}", 50) for one in people}
    assert states == {pk: State.HELD_OUT if is_out else State.REACHED for pk, is_out in drawn.items()}
    reached = {pk for pk, is_out in drawn.items() if not is_out}
    assert set(ProactiveMessage.objects.values_list("contact_id", flat=True)) == reached


# Other triggers, and what else is done


def browser_of(cast: Cast) -> Browser:
    settings_of(cast.brand, is_consent_required=False)
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    return browser


def shared(browser: Browser, *steps: tuple[str, str, str]) -> None:
    now = int(NOW.timestamp() * 1000)
    rows = [
        {"id": f"s{n}", "at": now, "kind": kind, "label": label, "detail": detail}
        for n, (kind, label, detail) in enumerate(steps)
    ]
    page = {"url": "https://app.halyard.test/setup/keys", "title": "Keys", "element": ""}
    assert browser.post("context", {"page": page, "steps": rows}).status_code == 204


def test_an_error_again_and_again_is_seen_in_the_trail(cast: Cast) -> None:
    playbook(cast, trigger={"kind": "error", "count": 3, "hours": 1})
    browser = browser_of(cast)
    shared(browser, *[("request", "POST /api/imports", "422")] * 2, ("request", "GET /api/imports", "200"))
    assert services.records_look(now=NOW) == 0
    shared(browser, *[("request", "POST /api/imports", "422")] * 3)
    assert services.records_look(now=NOW) == 1
    assert services.records_look(now=NOW + timedelta(minutes=1)) == 0
    assert only().contact_id == cast.customer.pk


def test_a_set_up_that_was_left_is_abandoned_and_a_finished_one_is_not(cast: Cast) -> None:
    setup = {"kind": "setup", "begins": "/setup*", "ends": "/setup/done", "idle_minutes": 30}
    playbook(cast, trigger=setup, audience={"page": "/setup/*"})
    browser = browser_of(cast)
    shared(browser, ("route", "/setup/keys", ""))
    assert services.records_look(now=NOW + timedelta(minutes=29)) == 0
    shared(browser, ("route", "/setup/keys", ""), ("route", "/setup/done", ""))
    assert services.records_look(now=NOW + timedelta(minutes=31)) == 0
    shared(browser, ("route", "/setup/done", ""), ("route", "/setup/keys", ""))
    assert services.records_look(now=NOW + timedelta(minutes=31)) == 1


def test_tickets_of_a_company_ask_for_a_review(cast: Cast, desk_of: Callable[[int], Desk]) -> None:
    trigger = {"kind": "tickets", "category": "bug", "count": 3, "hours": 24, "name": ""}
    playbook(cast, trigger=trigger, action={"kind": "review", "text": "Find the cause.", "days": 1})
    desk = desk_of(1)
    desk.tickets = [cast.ticket(subject=f"Bug {n}", type="bug", now=NOW - n * HOUR) for n in range(3)]
    desk.work_out(NOW)
    assert services.records_look(now=NOW) == 1
    deliver_pending()
    signal = Signal.objects.get()
    assert (signal.kind, signal.rule, signal.action) == ("quality", "playbook", "Find the cause.")
    assert sorted(signal.pro[0]["tickets"]) == sorted(one.pk for one in desk.tickets)
    shown = cast.api(cast.supervisor).get(f"insights/signals/{signal.pk}")
    assert shown.json()["figures"]["name"] == "Imports"


def test_a_task_goes_to_the_csm_within_the_budget(cast: Cast) -> None:
    Company.objects.filter(pk=cast.company.pk).update(csm=cast.agent)
    playbook(cast, action={"kind": "outreach", "text": "Call them.", "days": 3})
    three(cast)
    look()
    row = only()
    assert (row.unit, row.state) == (f"company:{cast.company.pk}", State.REACHED)
    signal = Signal.objects.get()
    assert (signal.owner_id, signal.action_on) == (cast.agent.pk, (NOW + 3 * DAY).date())
    assert services.alerts_send(now=NOW) == 1
    assert Notice.objects.get().user_id == cast.agent.pk


def test_a_failed_payment_is_one_cause_however_long_it_stays_so(cast: Cast) -> None:
    playbook(
        cast, trigger={"kind": "payment", "hours": 168}, action={"kind": "outreach", "text": "Call them."}
    )
    account = Connection.objects.create(
        system="stripe", account_id="acct_1", account_name="Stripe", api_key="rk_key", connected_at=NOW
    )
    known: dict[str, Any] = {"connection": account, "match": "matched", "company": cast.company}
    payer = StripeCustomer.objects.create(remote_id="cus_1", **known)
    failed: dict[str, Any] = {"status": "open", "is_attempted": True, "attempts": 2, "remaining": 900}
    for number, age, more in ((1, 1, failed), (2, 30, failed), (3, 1, {"status": "paid"})):
        Invoice.objects.create(
            connection=account, remote_id=f"in_{number}", customer=payer, made_at=NOW - age * DAY, **more
        )
    assert services.records_look(now=NOW) == 1
    assert services.records_look(now=NOW + 5 * DAY) == 0
    assert (only().unit, only().facts) == (f"company:{cast.company.pk}", {"attempts": 2})


# What came of it


def test_a_ticket_within_the_days_counts_against_it(cast: Cast) -> None:
    row = playbook(cast, outcome={"category": "bug", "days": 7})
    assert cast.colleague.pk
    three(cast)
    three(cast, first=40, email="dev@kestrel.test")
    three(cast, first=80, email=cast.stranger.email)
    look()
    wrote = cast.ticket(type="bug", now=NOW + 2 * DAY)
    cast.ticket(by=cast.colleague, type="question", now=NOW + 2 * DAY)
    cast.ticket(by=cast.stranger, type="bug", now=NOW + 8 * DAY)
    assert services.firings_judge(now=NOW + 6 * DAY) == 0
    assert services.firings_judge(now=NOW + 9 * DAY) == 3
    found = PlaybookFiring.objects.get(has_written=True)
    assert (found.contact_id, found.ticket_id) == (cast.customer.pk, wrote.pk)
    result = results_of([row.pk])[row.pk]
    assert (result.reached, result.reached_wrote, result.share) == (3, 1, None)
    body = cast.api(cast.supervisor).get(f"insights/playbooks/{row.pk}").json()
    assert (body["result"]["reached_wrote"], body["result"]["share"], body["judging"]) == (1, None, 0)
    assert {one["has_written"] for one in body["firings"]} == {True, False}


def test_somebody_counts_once_and_what_was_thrown_away_is_no_ticket(cast: Cast) -> None:
    row = playbook(cast, limits={"rest_days": 8})
    three(cast)
    look()
    Ticket.objects.filter(pk=cast.ticket(now=NOW + DAY).pk).update(is_spam=True)
    three(cast, first=70, at=NOW)
    told(cast, *(event(90 + n) for n in range(3)))
    ProductEvent.objects.update(at=NOW + 9 * DAY)
    services.events_look(now=NOW + 9 * DAY)
    assert PlaybookFiring.objects.filter(state=State.REACHED).count() == 2
    services.firings_judge(now=NOW + 30 * DAY)
    assert (results_of([row.pk])[row.pk].reached, results_of([row.pk])[row.pk].reached_wrote) == (1, 0)


def test_a_dry_run_says_whom_it_would_have_reached(cast: Cast) -> None:
    people = [cast.contact(f"Person {n}", f"p{n}@kestrel.test", cast.company) for n in range(10)]
    for number, one in enumerate(people):
        three(cast, first=100 + 10 * number, at=NOW - 10 * DAY, email=one.email)
    three(cast, first=500, at=NOW - 10 * DAY, email=cast.stranger.email)
    row = playbook(cast, is_on=False, limits={"holdout": 50}, audience={"segments": ["enterprise"]})
    held = sum(is_held_out(row.pk, f"contact:{one.pk}", 50) for one in people)
    api = cast.api(cast.supervisor)
    body = api.post(f"insights/playbooks/{row.pk}/preview").json()
    assert (body["reached"], body["held_out"], body["outside"]) == (10 - held, held, 1)
    other = content(limits={"holdout": 0}, trigger={"count": 4})
    assert api.post(f"insights/playbooks/{row.pk}/preview", {"content": other}).json()["firings"] == 0
    assert not PlaybookFiring.objects.exists()
    assert not ProactiveMessage.objects.exists()


# Who may what


def test_templates_come_along_switched_off(cast: Cast) -> None:
    api = cast.api(cast.admin)
    listed = api.get("insights/playbooks").json()
    keys = [one["key"] for one in listed["templates"]]
    assert keys == ["failed_imports", "abandoned_setup", "error_spike", "failed_payment"]
    for key in keys:
        made = api.post("insights/playbooks", {"name": key, "template": key})
        assert (made.status_code, made.json()["is_on"]) == (201, False)
    again = api.post("insights/playbooks", {"name": "failed_imports", "template": "failed_imports"})
    assert (again.status_code, again.json()["code"]) == (409, "insights.playbook_named")
    assert api.post("insights/playbooks", {"name": "New", "template": "nothing"}).status_code == 422


def test_a_change_is_a_version_and_does_not_overwrite(cast: Cast) -> None:
    row = playbook(cast, is_on=False)
    api = cast.api(cast.admin)
    changed = api.patch(f"insights/playbooks/{row.pk}", {"content": content(limits={"holdout": 20})})
    body = changed.json()
    assert (body["version"], [one["version"] for one in body["versions"]]) == (2, [2, 1])
    stale = api.patch(f"insights/playbooks/{row.pk}", {"is_on": True}, If_Match='"v1"')
    assert stale.status_code == 412
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"insights.playbook_created", "insights.playbook_changed"} <= actions


def test_what_is_not_whole_is_refused_with_what_to_do(cast: Cast) -> None:
    api = cast.api(cast.admin)
    for wrong in (
        content(trigger={"name": ""}),
        content(action={"text": ""}),
        content(action={"article": "no-such-article"}),
        content(trigger={"kind": "payment"}),
        content(action={"kind": "outreach", "person_id": cast.team_agent.pk}),
        content(limits={"holdout": 60}),
    ):
        answer = api.post("insights/playbooks", {"name": "Wrong", "content": wrong})
        assert answer.status_code in (400, 422), wrong
    assert not Playbook.objects.exists()


def test_only_admins_write_and_only_who_sees_all_reads(cast: Cast) -> None:
    row = playbook(cast, is_on=False)
    address = f"insights/playbooks/{row.pk}"
    supervisor = cast.api(cast.supervisor)
    assert supervisor.get(address).status_code == 200
    for answer in (
        supervisor.patch(address, {"is_on": True}),
        supervisor.delete(address),
        supervisor.post("insights/playbooks", {"name": "Mine", "template": "failed_payment"}),
        supervisor.put("insights/playbooks/limits", {"a_week": 20}),
    ):
        assert answer.status_code == 403
    narrow = cast.staff("Nan Narrow", "supervisor", ticket_scope="teams")
    for api in (cast.api(narrow), cast.api(cast.agent)):
        for path in ("insights/playbooks", address, "insights/playbooks/limits"):
            assert api.get(path).status_code == 403
        assert api.post(f"{address}/preview").status_code == 403


def test_what_fired_stays_and_what_never_did_can_go(cast: Cast) -> None:
    api, row = cast.api(cast.admin), playbook(cast)
    three(cast)
    look()
    kept = api.delete(f"insights/playbooks/{row.pk}")
    assert (kept.status_code, kept.json()["code"]) == (409, "insights.playbook_has_fired")
    other = playbook(cast, "Other", is_on=False)
    assert api.delete(f"insights/playbooks/{other.pk}").status_code == 204
    assert api.get(f"insights/playbooks/{other.pk}").status_code == 404
