"""The reads of a decision give what the ORM gives for any desk, from kept statements, and few of them."""

from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.clocks import reached
from core.reads import Read
from people import answering
from people.models import Presence, Role, Team, TeamBrand, TeamMembership, TicketScope, User
from people.selectors import internal as everybody
from routing import selectors
from tests.api.test_statements import within
from tests.cast import NOW, Cast
from tests.desk import Desk
from tickets.channels import LIVE
from tickets.models import Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEAMS = ("front-line", "pipelines", "billing")
PERSON = st.fixed_dictionaries({
    "role": st.sampled_from([Role.ADMIN, Role.AGENT, Role.AGENT, Role.LIGHT_AGENT]),
    "scope": st.sampled_from(TicketScope.values),
    "is_active": st.sampled_from([True, True, True, False]),
    "teams": st.sets(st.sampled_from(TEAMS)),
})  # fmt: skip
SERVED = st.fixed_dictionaries({slug: st.sets(st.sampled_from(["halyard", "tern"])) for slug in TEAMS})
names = count(1)


@pytest.fixture
def teams(cast: Cast) -> dict[str, Team]:
    assert {cast.brand.slug, cast.other_brand.slug} == {"halyard", "tern"}
    return {slug: Team.objects.create(name=slug.title(), slug=slug, tier=1) for slug in TEAMS}


def hired(one: dict[str, Any], teams: dict[str, Team]) -> User:
    number = next(names)
    # Several have one name, so that the order has to be settled by the number.
    user = User.objects.create(
        email=f"p{number}@desk.test", name=f"P {number % 3}", role=one["role"], is_active=one["is_active"],
        ticket_scope=one["scope"], presence=Presence.ONLINE,
    )  # fmt: skip
    TeamMembership.objects.bulk_create(TeamMembership(user=user, team=teams[slug]) for slug in one["teams"])
    return user


def by_orm(team: Team | None, brand_id: int) -> list[User]:
    """Who can have a ticket of a team and brand, each condition as a query of its own."""
    found = User.objects.filter(
        is_active=True, role__in=[Role.OWNER, Role.ADMIN, Role.SUPERVISOR, Role.AGENT]
    )
    for user in found:
        own = Team.objects.filter(pk__in=TeamMembership.objects.filter(user=user).values("team"))
        takes = own.filter(
            Q(pk__in=TeamBrand.objects.filter(brand=brand_id).values("team"))
            | ~Q(pk__in=TeamBrand.objects.values("team"))
        )
        sees = user.ticket_scope != "teams" or team is None or own.filter(pk=team.pk).exists()
        serves = not own.exists() or takes.exists()
        if not (user.ticket_scope == "all" or (sees and serves)):
            found = found.exclude(pk=user.pk)
    return list(found.order_by("name", "pk"))


@MANY
@given(people=st.lists(PERSON, max_size=6), served=SERVED, data=st.data())
def test_everybody_who_can_have_a_ticket_is_found(
    cast: Cast, teams: dict[str, Team], people: list[dict[str, Any]], served: dict[str, set[str]],
    data: st.DataObject,
) -> None:  # fmt: skip
    brands = {"halyard": cast.brand, "tern": cast.other_brand}
    with transaction.atomic():
        for slug, slugs in served.items():
            rows = [TeamBrand(team=teams[slug], brand=brands[brand]) for brand in slugs]
            TeamBrand.objects.bulk_create(rows)
        users = [hired(one, teams) for one in people]
        team = data.draw(st.sampled_from([None, *teams.values()]))
        brand = data.draw(st.sampled_from([cast.brand, cast.other_brand]))
        right = by_orm(team, brand.pk)
        assert answering.people_for(team_id=team.pk if team else None, brand_id=brand.pk) == right
        for user in users:
            why = answering.why_not_person(user, team_id=team.pk if team else None, brand_id=brand.pk)
            assert (why == "") == (user in right)
        ticket = Ticket(team=team, brand=brand, tier="T1", channel="email")
        pool = selectors.pool_of_teams(ticket)
        found = selectors.candidates_for(ticket, selectors.takers(), now=NOW)
        takers = {one.user.pk for one in selectors.takers() if one.team_ids & pool or not pool}
        assert {one.user_id for one in found} == takers & {user.pk for user in right}
        transaction.set_rollback(True)


HELD = st.fixed_dictionaries({
    "status": st.sampled_from(["new", "open", "open", "pending", "on_hold"]),
    "channel": st.sampled_from(["email", "widget", "slack", "api"]),
    "assignee": st.sampled_from([None, 0, 0, 1]),
    "is_spam": st.sampled_from([False, False, True]),
    "is_deleted": st.sampled_from([False, False, True]),
    "snoozed_until": st.sampled_from([None, None, NOW]),
})  # fmt: skip


@MANY
@given(rows=st.lists(HELD, max_size=8), ids=st.sets(st.sampled_from([0, 1, 2])))
def test_loads_are_those_of_the_orm(cast: Cast, rows: list[dict[str, Any]], ids: set[int]) -> None:
    people = [cast.agent.pk, cast.teammate.pk, cast.supervisor.pk]
    with transaction.atomic():
        for row in rows:
            holder = None if row["assignee"] is None else people[row["assignee"]]
            Ticket.objects.create(
                brand=cast.brand, requester=cast.customer, subject="x", created_at=NOW,
                last_activity_at=NOW, last_message_at=NOW, **row | {"assignee": None, "assignee_id": holder},
            )  # fmt: skip
        wanted = [people[index] for index in ids]
        held = Ticket.objects.filter(
            assignee__in=wanted,
            status__in=["new", "open"],
            is_spam=False,
            is_deleted=False,
            snoozed_until=None,
        )
        right = {
            user_id: (
                held.filter(assignee=user_id, channel__in=LIVE).count(),
                held.filter(assignee=user_id).exclude(channel__in=LIVE).count(),
            )
            for (user_id,) in held.values_list("assignee").annotate(Count("pk")).values_list("assignee")
        }
        assert selectors.load_of(wanted) == right
        transaction.set_rollback(True)


def test_what_was_said_is_that_of_the_entries(cast: Cast) -> None:
    ticket = cast.ticket()
    assert all_tickets.said_in(ticket.pk)[1] == 0
    cast.says(ticket, "Any news?")
    entry = TimelineEntry.objects.get(ticket=ticket, body_text="Any news?")
    for payload in (
        {"is_answer": True},
        {"is_answer": False},
        {},
        {"is_answer": "true"},
        {"is_answer": 1},
    ):
        entry.pk, entry.public_id, entry._state.adding = None, uuid4(), True
        entry.author_kind, entry.body_text, entry.payload = "assistant", "An answer.", payload
        TimelineEntry.objects.bulk_create([entry])
    assert all_tickets.said_in(ticket.pk) == ("Any news?", 1)
    assert all_tickets.said_in(0) == ("", 0)


def test_a_decision_has_only_kept_statements_and_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.everybody()
    # Somebody with a scope, of another brand: nobody is asked one by one for that.
    User.objects.filter(pk=desk.omar.pk).update(ticket_scope=TicketScope.TEAMS)
    ticket = desk.cast.ticket(subject="Nightly export is empty")
    desk.cast.says(ticket, "Any news?")
    reached(ticket.pk, now=NOW)

    def refuse(self: Read[Any], condition: Q, **_: Any) -> Any:
        raise AssertionError(f"compiled anew: {self.source} {condition}")

    monkeypatch.setattr(Read, "ordinary", refuse)
    with CaptureQueriesContext(connection) as queries:
        reached(ticket.pk, now=NOW)
    within("routing decision", [query["sql"] for query in queries])
    assert everybody.team_by_slug("pipelines") == desk.pipelines
