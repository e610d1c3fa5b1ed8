"""Who wrote anew after a ticket was resolved: whatever happens to the other ticket later is felt."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from insights import services
from insights.models import FactPoint
from insights.services import facts_rebuild
from people.services import contacts_merge
from tests.api.insights import oracle
from tests.api.insights.desk import Desk, Freeze
from tests.cast import NOW, Cast
from tickets.merge_rules import why_not
from tickets.models import Ticket
from tickets.services import InboundMessage, ticket_merge, ticket_open, ticket_unmerge, ticket_update
from tickets.services.loading import stamp_of
from tickets.services.unloading import tickets_unload

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
Follow = Callable[[datetime], None]


@pytest.fixture
def follow(hear: Callable[[], None], freeze: Freeze) -> Follow:
    """`follow(now)` reads what happened, and works out what is due by then."""

    def run(now: datetime) -> None:
        freeze(now)
        hear()
        while services.facts_settle(now=now):
            pass

    return run


CHANGES: list[tuple[str, list[str | bool]]] = [
    ("status", ["resolved", "resolved", "open"]),
    ("type", ["bug", "bug", "question"]),
    ("is_deleted", [True, False, False]),
]


def change(cast: Cast, ticket: Ticket, now: datetime, **changes: Any) -> None:
    ticket_update(actor=cast.actor(cast.admin), ticket_id=ticket.pk, changes=changes, now=now)


def told(ticket: Ticket) -> list[bool]:
    rows = FactPoint.objects.filter(facts=ticket.pk, measure="repeat_contact")
    return list(rows.values_list("is_part", flat=True))


@pytest.fixture
def solved(cast: Cast, freeze: Freeze) -> Ticket:
    """A bug that was resolved on the first day."""
    freeze(NOW)
    ticket = cast.ticket(type="bug")
    change(cast, ticket, NOW, status="resolved")
    return ticket


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_anew"), [(1, True), (7, True), (8, False)])
def test_it_is_known_after_seven_days_by_the_clock_alone(
    days: int, is_anew: bool, cast: Cast, solved: Ticket, follow: Follow
) -> None:
    follow(NOW)
    cast.ticket(type="bug", now=NOW + days * DAY)
    follow(NOW + 7 * DAY - timedelta(minutes=1))
    assert told(solved) == []
    follow(NOW + 8 * DAY)
    assert told(solved) == [is_anew]


@pytest.mark.django_db
def test_only_the_same_customer_about_the_same_counts(cast: Cast, solved: Ticket, follow: Follow) -> None:
    at = NOW + DAY
    cast.ticket(type="billing", now=at)
    cast.ticket(by=cast.colleague, type="bug", now=at)
    message = InboundMessage(
        brand_id=cast.brand.pk, channel="email", contact_id=cast.customer.pk, subject="We noticed something",
        body_text="Is it so?",
    )  # fmt: skip
    opened = ticket_open(actor=cast.actor(cast.agent), message=message, kind="public", now=at)
    change(cast, opened.ticket, at, type="bug")
    follow(LATER)
    assert told(solved) == [False]


@pytest.mark.django_db
def test_what_happens_to_the_other_ticket_later_is_felt(cast: Cast, solved: Ticket, follow: Follow) -> None:
    other = cast.ticket(type="", now=NOW + DAY)
    follow(LATER)
    assert told(solved) == [False]
    steps: list[tuple[dict[str, Any], bool]] = [
        ({"type": "bug"}, True),
        ({"is_deleted": True}, False),
        ({"is_deleted": False}, True),
        ({"is_spam": True}, False),
        ({"is_spam": False}, True),
        ({"type": "question"}, False),
    ]
    for number, (changes, is_anew) in enumerate(steps, start=1):
        now = LATER + number * DAY
        change(cast, other, now, **changes)
        follow(now)
        assert told(solved) == [is_anew], changes
    change(cast, solved, LATER + 20 * DAY, status="open")
    follow(LATER + 20 * DAY)
    assert told(solved) == []


@pytest.mark.django_db
def test_a_merge_and_its_undo_are_felt(cast: Cast, solved: Ticket, follow: Follow) -> None:
    first = cast.ticket(type="question", now=NOW + DAY)
    second = cast.ticket(type="bug", now=NOW + 2 * DAY)
    assert why_not(second, first) is None
    follow(LATER)
    assert told(solved) == [True]
    actor = cast.actor(cast.agent)
    merge = ticket_merge(actor=actor, source_id=second.pk, target_id=first.pk, now=LATER)
    follow(LATER + DAY)
    assert told(solved) == [False]
    ticket_unmerge(actor=actor, merge_id=merge.pk, now=LATER + DAY)
    follow(LATER + 2 * DAY)
    assert told(solved) == [True]


@pytest.mark.django_db
def test_two_contacts_that_become_one_are_felt(cast: Cast, solved: Ticket, follow: Follow) -> None:
    cast.ticket(by=cast.colleague, type="bug", now=NOW + DAY)
    follow(LATER)
    assert told(solved) == [False]
    contacts_merge(
        actor=cast.actor(cast.admin), into_id=cast.customer.pk, from_id=cast.colleague.pk, now=LATER
    )
    follow(LATER + DAY)
    assert told(solved) == [True]


@pytest.mark.django_db
def test_an_import_that_is_undone_is_felt(cast: Cast, solved: Ticket, follow: Follow) -> None:
    other = cast.ticket(type="bug", now=NOW + DAY)
    follow(LATER)
    assert told(solved) == [True]
    other.refresh_from_db()
    stamps = {other.pk: stamp_of(other.version, other.last_entry_id)}
    assert tickets_unload(stamps=stamps, now=LATER + DAY) == {}
    follow(LATER + DAY)
    assert told(solved) == [False]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_events_in_any_order_tell_what_a_count_by_hand_and_a_rebuild_do(
    seed: int, cast: Cast, freeze: Freeze, follow: Follow
) -> None:
    freeze(NOW)
    desk, order, now = Desk(cast, seed), random.Random(seed), NOW
    for _ in range(40):
        now = freeze(now + timedelta(hours=order.randrange(1, 40)))
        if not desk.tickets or order.random() < 0.4:
            by = order.choice([cast.customer, cast.colleague])
            desk.tickets.append(cast.ticket(by=by, type=order.choice(["", "bug", "bug"]), now=now))
        one = order.choice(desk.tickets)
        one.refresh_from_db()
        field, values = order.choice(CHANGES)
        if not one.is_deleted or field == "is_deleted":
            change(cast, one, now, **{field: order.choice(values)})
        if order.random() < 0.6:
            follow(now)
    now += 8 * DAY
    follow(now)
    numbers = [one.pk for one in desk.tickets]
    rows = FactPoint.objects.filter(measure="repeat_contact", facts__is_counted=True)
    by_hand = oracle.rows_of("repeat_contact", Ticket.objects.filter(pk__in=numbers), now)
    assert by_hand
    assert sorted(rows.values_list("at", "facts_id", "is_part")) == sorted(
        (at, number, part) for at, number, _, part in by_hand
    )
    assert facts_rebuild(now=now).differing == ()


@pytest.mark.django_db
def test_who_does_not_see_all_tickets_learns_nothing_of_the_other(
    cast: Cast, solved: Ticket, follow: Follow
) -> None:
    Ticket.objects.filter(pk=solved.pk).update(team=cast.other_team)
    cast.ticket(type="bug", team=cast.team, now=NOW + DAY)
    follow(LATER)
    desk = Desk(cast, 1)
    query = {"since": NOW.date().isoformat(), "until": date(2026, 3, 20).isoformat()}
    for reader, count in ((desk.lead(), 1), (desk.lead("Nora Narrow", ticket_scope="teams"), 0)):
        api = cast.api(reader)
        figures = api.get("insights/figures", query).json()["figures"]
        row = next(one for one in figures if one["measure"] == "repeat_contact")
        assert (row["part"], row["whole"]) == (count, count)
        opened = api.get("insights/tickets", query | {"measure": "repeat_contact", "side": "part"}).json()
        assert opened["total"] == count
        groups = api.get("insights/groups", query | {"by": "category"}).json()["results"]
        wholes = [
            one["whole"] for group in groups for one in group["figures"] if one["measure"] == "repeat_contact"
        ]
        assert sum(wholes) == count
