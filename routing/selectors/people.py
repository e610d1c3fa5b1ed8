"""Who could take a ticket (staff with teams, skills, load and past results), and which team it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from core.reads import Read
from core.wording import Worded
from people import answering
from people.models import Presence, Team, User
from people.selectors import internal as everybody
from routing.assign import Candidate, Record
from routing.line import is_chat
from routing.models import Feedback
from routing.needs import spoken_languages, team_mark
from routing.selectors.availability import availability
from routing.signals import Facts
from routing.wording import say
from tickets.channels import LIVE
from tickets.models import Status, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.selectors import internal as all_tickets

LEARN_FROM = timedelta(days=180)
LEARN_SECONDS = 600
UNLEARN_AFTER = timedelta(days=30)
MIN_LEARNED = 3
BAD_SCORE = 2
_IN_WORK = (Status.NEW, Status.OPEN)


def _loads() -> QuerySet[Ticket, Any]:
    """What people have to work on; pending tickets wait for customers."""
    held = all_tickets.tickets().present().filter(status__in=_IN_WORK, snoozed_until__isnull=True)
    is_live = Q(channel__in=LIVE)
    return held.values("assignee_id").annotate(
        chat=Count("pk", filter=is_live), email=Count("pk", filter=~is_live)
    )


_LOADS = Read(_loads, ("assignee_id", "chat", "email"))


@dataclass(frozen=True)
class Person:
    """Somebody who takes tickets."""

    user: User
    team_ids: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    skills: dict[str, int] = field(default_factory=dict)
    skill_names: dict[str, str] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()


def takers() -> list[Person]:
    """
    Everybody who takes tickets; three queries.

    Members of teams; in an installation without any members, all agents.
    """
    teams: dict[int, set[int]] = {}
    leads: dict[int, set[int]] = {}
    for user_id, team_id, is_lead in everybody.memberships():
        teams.setdefault(user_id, set()).add(team_id)
        if is_lead:
            leads.setdefault(user_id, set()).add(team_id)
    skills: dict[int, dict[str, int]] = {}
    names: dict[int, dict[str, str]] = {}
    for user_id, slug, name, level in everybody.skills_of_everybody():
        skills.setdefault(user_id, {})[slug] = level
        names.setdefault(user_id, {})[slug] = name
    return [
        Person(
            user,
            frozenset(teams.get(user.pk, ())),
            frozenset(leads.get(user.pk, ())),
            skills.get(user.pk, {}),
            names.get(user.pk, {}),
            spoken_languages(user.languages, user.locale, skills.get(user.pk, {})),
        )
        for user in answering.everybody_who_answers()
        if user.pk in teams or not teams
    ]


def is_dormant(people: Iterable[Person]) -> bool:
    """Whether one person does all the work, so that there is no choice to make."""
    return len(list(people)) < 2


def load_of(user_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many tickets each person has to work on, as (chat, email); at most one query."""
    wanted = sorted(set(user_ids))
    rows = _LOADS.rows(Q(assignee_id__in=wanted)) if wanted else ()
    return {user_id: (chat, email) for user_id, chat, email in rows}


def candidates_for(
    ticket: Ticket,
    people: Iterable[Person],
    *,
    declined_by: Iterable[int] = (),
    category: str = "",
    now: datetime,
) -> list[Candidate]:
    """
    The people of the ticket's team, and of other teams of its tier for its brand, as assignment sees them.

    People of other teams are considered only once waiting has dropped the team requirement.
    """
    serving = answering.teams_serving(ticket.brand_id)
    team_ids, takes_brand = _pool_of(ticket, serving), {team.pk for team in serving}
    pool = [
        person
        for person in people
        if (person.team_ids & team_ids or not team_ids)
        and not answering.why_not_here(person.user, person.team_ids, takes_brand, team_id=ticket.team_id)
    ]
    loads = load_of(person.user.pk for person in pool)
    records = records_in(category, now=now)
    there = availability(now)
    declined = set(declined_by)
    chats = is_chat(ticket.channel)
    return [
        Candidate(
            user_id=person.user.pk,
            name=person.user.name,
            presence=person.user.presence,
            load=loads.get(person.user.pk, (0, 0))[0 if chats else 1],
            capacity=person.user.capacity_chat if chats else person.user.capacity_email,
            skills=person.skills | {team_mark(team_id): 0 for team_id in person.team_ids},
            languages=person.languages,
            not_now=there.why_not(person.user, person.team_ids),
            last_assigned_at=person.user.last_assigned_at,
            record=records.get(person.user.pk, Record()),
            has_declined=person.user.pk in declined,
        )
        for person in pool
    ]


def pool_of_teams(ticket: Ticket) -> set[int]:
    """
    The ticket's own team and the teams of its tier that serve its brand.

    Without any, all teams that serve its brand, so that people of other brands do not get it; empty if there
    are none of these either.
    """
    return _pool_of(ticket, answering.teams_serving(ticket.brand_id))


def _pool_of(ticket: Ticket, serving: Iterable[Team]) -> set[int]:
    found = {team.pk for team in serving if _is_of(ticket.tier, team)}
    if ticket.team_id is not None:
        found.add(ticket.team_id)
    return found or {team.pk for team in serving}


def teams_of(tier: str, brand_id: int) -> list[Team]:
    """The teams of a tier that serve a brand, by name."""
    if not tier:
        return []
    return [team for team in answering.teams_serving(brand_id) if _is_of(tier, team)]


def _is_of(tier: str, team: Team) -> bool:
    return tier != "" and team.tier == int(tier[1:])


def records_in(category: str, *, now: datetime) -> dict[int, Record]:
    """
    Each person's results in a category: solved, and of those the ones neither reopened nor rated low; and
    whether they said within UNLEARN_AFTER that such a ticket is not their skill.
    """
    if not category:
        return {}
    key = _records_key(category)
    found: dict[int, Record] | None = cache.get(key)
    if found is None:
        low = all_tickets.rated_at_most(BAD_SCORE).filter(ticket=OuterRef("pk"))
        solved = past_tickets(category, now=now).filter(assignee__isnull=False)
        rows = solved.annotate(is_low=Exists(low)).values("assignee_id")
        counts = rows.annotate(taken=Count("pk"), good=Count("pk", filter=Q(reopened_count=0, is_low=False)))
        found = {
            user_id: Record(taken, good)
            for user_id, taken, good in counts.values_list("assignee_id", "taken", "good")
        }
        for user_id in _refused(category, now=now):
            found[user_id] = replace(found.get(user_id, Record()), says_no=True)
        cache.set(key, found, timeout=LEARN_SECONDS)
    return found


def _records_key(category: str) -> str:
    return f"routing:records:{category}"


def _refused(category: str, *, now: datetime) -> list[int]:
    """Who said that a ticket of a category is not their skill, unless they have it all the same."""
    rows = Feedback.objects.filter(
        Q(ticket__product_area=category) | Q(ticket__type=category),
        reason=Feedback.Reason.NOT_MY_SKILL,
        created_at__gte=now - UNLEARN_AFTER,
        holder__isnull=False,
    ).exclude(ticket__assignee=F("holder"))
    return [user_id for user_id in rows.values_list("holder_id", flat=True).distinct() if user_id]


def forget_records(ticket: Ticket) -> None:
    """Once the transaction has committed, look again at what people said of tickets like this one."""
    known = [_records_key(category) for category in (ticket.product_area, ticket.type) if category]
    transaction.on_commit(lambda: cache.delete_many(known))


def past_tickets(category: str, *, now: datetime) -> TicketQuerySet:
    """Tickets of a product area or type resolved within the last LEARN_FROM."""
    is_category = Q(product_area=category) | Q(type=category)
    return all_tickets.tickets().present().filter(is_category, resolved_at__gte=now - LEARN_FROM)


def team_results(category: str, *, now: datetime) -> dict[int, int]:
    """How many tickets of a category each team has resolved."""
    if not category:
        return {}
    key = f"routing:teams:{category}"
    found: dict[int, int] | None = cache.get(key)
    if found is None:
        rows = past_tickets(category, now=now).filter(team__isnull=False).values("team_id")
        counted = rows.annotate(solved=Count("pk")).values_list("team_id", "solved")
        found = dict(counted)
        cache.set(key, found, timeout=LEARN_SECONDS)
    return found


class TeamBook:
    """Teams as one round of decisions sees them: each is read once, however many tickets ask."""

    def __init__(self) -> None:
        self._slugs: dict[str, Team | None] = {}
        self._tiers: dict[tuple[str, int], list[Team]] = {}
        self._own: dict[int, set[int]] = {}
        self._results: dict[str, dict[int, int]] = {}

    def by_slug(self, slug: str) -> Team | None:
        """The team that a rule names; None without one."""
        if slug not in self._slugs:
            self._slugs[slug] = everybody.team_by_slug(slug) if slug else None
        return self._slugs[slug]

    def of_tier(self, tier: str, brand_id: int) -> list[Team]:
        """The teams of a tier that serve a brand."""
        if (tier, brand_id) not in self._tiers:
            self._tiers[tier, brand_id] = teams_of(tier, brand_id)
        return self._tiers[tier, brand_id]

    def own_of(self, brand_id: int) -> set[int]:
        """The brand's own teams."""
        if brand_id not in self._own:
            self._own[brand_id] = everybody.teams_of_brand(brand_id)
        return self._own[brand_id]

    def results(self, category: str, *, now: datetime) -> dict[int, int]:
        """How many tickets of a category each team has resolved."""
        if category not in self._results:
            self._results[category] = team_results(category, now=now)
        return self._results[category]


def infer_team(
    facts: Facts,
    *,
    tier: str,
    brand_id: int,
    people: Iterable[Person],
    skills: Iterable[str] = (),
    refused: Iterable[int] = (),
    teams: TeamBook,
    now: datetime,
) -> tuple[Team, str] | None:
    """
    The team within a tier for a ticket that no rule assigns, and the reason; None if there are no teams.

    The brand's own teams come before those that serve all; waiting gives it to these later. Among them it is
    decided by name, then by what teams have solved before, then by the skills the ticket mentions, then by
    team size. A team without anybody who can answer is not considered.
    """
    left, members = set(refused), list(people)
    staffed = {team_id for person in members for team_id in person.team_ids}
    able = [team for team in teams.of_tier(tier, brand_id) if team.pk not in left and team.pk in staffed]
    if len(able) > 1:
        own = teams.own_of(brand_id)
        able = [team for team in able if team.pk in own] or able
    if not able:
        return None
    words = {facts.value("product_area").casefold(), facts.value("type").casefold()} - {""}
    for team in able:
        if {team.slug.casefold(), team.name.casefold()} & words:
            return team, Worded(
                f"{team.name} takes {team.name.lower()} questions", "team_named", team=team.name
            )
    category = facts.value("product_area") or facts.value("type")
    solved = teams.results(category, now=now)
    best = max(able, key=lambda team: solved.get(team.pk, 0))
    if solved.get(best.pk, 0) >= MIN_LEARNED:
        count, shown = solved[best.pk], category.replace("_", " ")
        return best, Worded(
            f"{best.name} has solved {count} like it ({shown})",
            "team_solved", team=best.name, count=count, category=category,
        )  # fmt: skip
    wanted = set(skills)
    skilled = {
        team.pk: sum(team.pk in p.team_ids and bool(wanted & set(p.skills)) for p in members) for team in able
    }
    best = max(able, key=lambda team: skilled[team.pk])
    if skilled[best.pk]:
        return best, say("team_knows", team=best.name)
    sizes = {team.pk: sum(team.pk in person.team_ids for person in members) for team in able}
    best = max(able, key=lambda team: sizes[team.pk])
    return best, say("team_of_tier", team=best.name, tier=tier)


@dataclass(frozen=True)
class Room:
    """Whether online people have a free place, by kind of channel; false when nobody is online."""

    chat: tuple[Person, ...] = ()
    email: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.chat or self.email)

    def in_teams(self, team_ids: set[int], *, is_chat: bool) -> bool:
        """Whether one of them works in these teams; if no teams are given, whether there is anybody."""
        people = self.chat if is_chat else self.email
        return any(not team_ids or person.team_ids & team_ids for person in people)


def room_now(now: datetime) -> Room:
    """Who has a free place now; six queries."""
    there = availability(now)
    online = [
        person
        for person in takers()
        if person.user.presence == Presence.ONLINE and not there.why_not(person.user, person.team_ids)
    ]
    loads = load_of(person.user.pk for person in online)
    held = {person.user.pk: loads.get(person.user.pk, (0, 0)) for person in online}
    return Room(
        tuple(person for person in online if held[person.user.pk][0] < person.user.capacity_chat),
        tuple(person for person in online if held[person.user.pk][1] < person.user.capacity_email),
    )


def earlier_holder(ticket: Ticket) -> int | None:
    """Who had the ticket that this one follows up on."""
    return all_tickets.holder_before(ticket)
