"""Reads of the assistant's own tables, and what it knows about a conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.fields.json import KT

from assistant import accounts, boundaries
from assistant.boundaries import Held
from assistant.configuration import Configuration, Policy
from assistant.engines.choice import BUILTIN, plan
from assistant.engines.protocol import Turn
from assistant.in_force import in_force
from assistant.models import (
    BenchQuestion,
    ConfigurationDraft,
    ConfigurationVersion,
    Handoff,
    Outcome,
    Reason,
    Replay,
    ReplayItem,
    Run,
    RunState,
    Triage,
)
from core.actors import Actor
from core.errors import NotFound
from core.languages import Surroundings
from core.reads import Read
from core.setup import Evidence, Facts
from kb import selectors as kb_selectors
from kb.selectors import internal as kb_internal
from people.actors import contact_actor
from people.models import Company, Contact
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.models import AuthorKind, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

SOLVED_NEEDED, ARTICLES_NEEDED = 100, 10
"""Tickets that people solved, and articles to answer from, before its answers are proposed."""
MAX_TURNS = 12
MAX_TURN = 4000
_RUNS = Read(Run.objects.all, ())
_TRIAGES = Read(Triage.objects.all, ())
_ROLES = {AuthorKind.CONTACT: "customer", AuthorKind.ASSISTANT: "assistant"}


def policy_for(brand_id: int | None) -> Policy:
    """The brand's settings, else those for all brands, else the defaults."""
    return in_force().policy_for(brand_id)


@dataclass(frozen=True, slots=True)
class Party:
    """What of a customer boundaries look at."""

    segment: str = ""
    account_states: tuple[str, ...] = ()


NOBODY = Party()
"""Somebody of whom nothing is asked: no boundary that is limited to segments or account states holds."""


def party_of(company: Company | None, *, today: date) -> Party:
    """What is known of a company, or that nothing is."""
    return Party(
        segment=company.segment if company is not None else "",
        account_states=accounts.states_of(
            is_known=company is not None,
            renewal_on=company.renewal_on if company is not None else None,
            health_score=company.health_score if company is not None else None,
            today=today,
        ),
    )


def boundaries_held(
    configuration: Configuration, *, text: str, party: Party = NOBODY, issue_type: str = ""
) -> list[Held]:
    """The boundaries that apply to a message; topics of disabled ones are not looked for."""
    return boundaries.held(
        configuration.rules,
        text=text,
        segment=party.segment,
        issue_type=issue_type,
        account_states=party.account_states,
    )


def reader_of(contact: Contact) -> Actor:
    """The customer as a reader: verified only if one of their identities is."""
    is_verified = everybody.has_proven_identity(contact)
    return contact_actor(contact, is_verified=is_verified and not contact.is_visitor)


def turns_before(ticket: Ticket, entry_id: int | None = None) -> list[Turn]:
    """What both sides said, oldest first, before an entry (or everything, without one)."""
    return [
        turn_of(entry)
        for entry in ticket_selectors.public_messages(ticket=ticket, limit=MAX_TURNS + 1)
        if (entry_id is None or entry.pk < entry_id) and entry.body_text.strip()
    ]


def customer_messages(ticket: Ticket) -> list[tuple[int, str]]:
    """What the customer said, each with the id of its entry, oldest first."""
    entries = ticket_selectors.public_messages(ticket=ticket, limit=MAX_TURNS + 1)
    return [
        (entry.pk, turn.text)
        for entry in entries
        if entry.body_text.strip() and (turn := turn_of(entry)).role == "customer"
    ]


def is_told(title: str, text: str) -> bool:
    """Whether a message says its title anyway, as all do whose title was made of how they begin."""
    said = " ".join(title.split()).removesuffix("…")
    return said in " ".join(text[:800].split())[:400]


def turn_of(entry: TimelineEntry) -> Turn:
    """One message in the form engines read."""
    text = entry.body_text[:MAX_TURN]
    if entry.author_kind == AuthorKind.CONTACT and not is_told(entry.title, text):
        text = f"{entry.title}\n{text}"
    return Turn(_ROLES.get(AuthorKind(entry.author_kind), "agent"), text)


def languages_served(brand_id: int | None) -> frozenset[str]:
    """The languages in which a brand has published articles, and those that its staff set."""
    codes = [*kb_internal.languages_published(brand_id), *everybody.languages_of_staff()]
    return frozenset(code[:2].lower() for code in codes)


def surroundings_of(ticket: Ticket, earlier: Sequence[Turn]) -> Surroundings:
    """What is known about the language of a ticket's next message beforehand."""
    return Surroundings(
        earlier=tuple(turn.text for turn in earlier if turn.role == "customer"),
        locale=ticket.requester.locale,
        served=languages_served(ticket.brand_id),
    )


def runs_of(ticket: Ticket) -> Sequence[Run]:
    """The finished runs of a ticket, oldest first."""
    return _RUNS.rows(Q(ticket_id=ticket.pk, state=RunState.DONE), order=("id",))


def answers_given(runs: Sequence[Run]) -> list[Run]:
    """The runs that ended with an answer."""
    return [run for run in runs if run.outcome == Outcome.ANSWERED]


def newest_triage(ticket: Ticket) -> Triage | None:
    """The triage of the newest message, or None."""
    found: Triage | None = _TRIAGES.first(Q(ticket_id=ticket.pk), order=("-entry_id",))
    return found


def entries_read(entry_ids: Iterable[int | None], *, since: datetime) -> set[int]:
    """Which of these messages triage has read, or been told not to, from a moment on."""
    read = Triage.objects.filter(entry_id__in=list(entry_ids), created_at__gte=since)
    return set(read.values_list("entry_id", flat=True))


def moods_of(ticket_ids: Iterable[int]) -> dict[int, list[str]]:
    """
    What triage read of the mood in each message of these tickets, oldest first; two queries.

    A message that a merge moved counts where it is now.
    """
    places = all_tickets.places_of_customers_words(ticket_ids)
    found: dict[int, list[str]] = {}
    for row in Triage.objects.filter(entry_id__in=list(places)).order_by("entry_id"):
        found.setdefault(places[row.entry_id], []).append(row.value("sentiment"))
    return found


def newest_handoff(ticket: Ticket) -> Handoff | None:
    """The newest handoff, or None."""
    found: Handoff | None = _HANDOFFS.first(Q(ticket_id=ticket.pk), order=("-id",))
    return found


_HANDOFFS = Read(Handoff.objects.all, ())


def handoff_reason(handoff_id: int) -> str:
    """Why a ticket was handed to people, as text; empty if the handoff is gone."""
    found = _REASONS.first(Q(pk=handoff_id))
    return str(Reason(found[0]).label) if found and found[0] in Reason.values else ""


_REASONS = Read(Handoff.objects.all, ("reason",))


def triage_get(*, actor: Actor, ticket_id: int) -> Triage:
    """The newest triage of a visible ticket; raises NotFound."""
    found = newest_triage(ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id))
    if found is None:
        raise NotFound("This ticket has not been triaged.")
    return found


def handoff_get(*, actor: Actor, ticket_id: int) -> Handoff:
    """The newest handoff of a visible ticket; raises NotFound."""
    ticket = ticket_selectors.ticket_get(actor=actor, ticket_id=ticket_id)
    found = Handoff.objects.filter(ticket=ticket).order_by("-id").first()
    if found is None:
        raise NotFound("The assistant has not handed this ticket over.")
    return found


def linked_for(*, reader: Actor, handoff: Handoff) -> list[dict[str, Any]]:
    """What a handoff links to, without tickets and articles this reader may not see."""
    numbers = [row["number"] for row in handoff.linked if row["type"] == "ticket"]
    ids = [row["id"] for row in handoff.linked if row["type"] == "article"]
    visible = ticket_selectors.tickets_visible(reader)
    tickets = set(visible.filter(pk__in=numbers).values_list("pk", flat=True))
    articles: set[int] = set()
    if ids and reader.may_read("kb"):
        articles = set(kb_selectors.articles_visible(reader).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        row
        for row in handoff.linked
        if (row["number"] in tickets if row["type"] == "ticket" else row["id"] in articles)
    ]


def assistant_rule(actor: Actor) -> Facts:
    """Where the assistant answers by itself, what it never handles, and whether texts leave the machine."""
    found = in_force()
    policy = found.policy
    engines = set(plan(settings.AI_ENGINE).values())
    return Facts(
        {"channels": ",".join(policy.channels)},
        {
            "is_on": int(policy.is_on and bool(policy.channels)),
            "boundaries": len(found.rules),
            "is_local": int(engines == {BUILTIN}),
        },
    )


def answers_proposal(actor: Actor) -> list[Evidence] | None:
    """Answers by the assistant, where somebody switched them off; None where it answers."""
    policy = policy_for(None)
    if policy.is_on and policy.channels:
        return None
    solved = all_tickets.count_resolved(SOLVED_NEEDED)
    articles = kb_internal.count_published(ARTICLES_NEEDED)
    return [Evidence("solved", solved, SOLVED_NEEDED), Evidence("articles", articles, ARTICLES_NEEDED)]


def version_find(number: int) -> ConfigurationVersion | None:
    """A version of the configuration, or None if there never was one."""
    return ConfigurationVersion.objects.filter(version=number).first()


def versions(*, before: int | None = None, limit: int) -> list[ConfigurationVersion]:
    """Versions of the configuration, the newest first."""
    rows = ConfigurationVersion.objects.order_by("-version")
    return list((rows.filter(version__lt=before) if before is not None else rows)[:limit])


def draft_find() -> ConfigurationDraft | None:
    """The draft of the configuration, or None while nobody works on one."""
    return ConfigurationDraft.objects.first()


def runs_by_version(numbers: Iterable[int]) -> dict[int, dict[str, int]]:
    """How runs under these versions ended: by version, the number of runs by outcome."""
    rows = Run.objects.filter(version__in=list(numbers), state=RunState.DONE)
    found: dict[int, dict[str, int]] = {}
    for number, outcome, count in rows.values_list("version", "outcome").annotate(count=Count("id")):
        found.setdefault(number, {})[outcome] = count
    return found


def bench_questions(*, actor: Actor) -> list[BenchQuestion]:
    """The test bench, the newest question first, without those of tickets that `actor` does not see."""
    return list(BenchQuestion.objects.filter(_in_sight(actor, "ticket_id")).order_by("-id"))


def _in_sight(actor: Actor, column: str) -> Q:
    """What is of no ticket, or of one that `actor` sees."""
    seen = ticket_selectors.tickets_visible(actor).order_by().filter(pk=OuterRef(column))
    return Q(**{column: None}) | Q(Exists(seen))


def replay_newest() -> Replay | None:
    """The newest replay, or None before the first."""
    return Replay.objects.order_by("-id").first()


def replay_get(replay_id: int) -> Replay:
    """A replay; raises NotFound."""
    found = Replay.objects.filter(pk=replay_id).first()
    if found is None:
        raise NotFound("There is no such replay.")
    return found


def replay_counts(replay: Replay) -> dict[str, Any]:
    """How the questions of a replay ended so far: by outcome on either side, and the bench's results."""
    rows = ReplayItem.objects.filter(replay=replay, after__isnull=False).order_by()
    tickets, bench = rows.filter(ticket__isnull=False), rows.filter(bench__isnull=False)
    return {
        "changed": rows.filter(is_changed=True).count(),
        "tickets_before": dict(tickets.values_list("before__outcome").annotate(count=Count("id"))),
        "tickets_after": dict(tickets.values_list("after__outcome").annotate(count=Count("id"))),
        "bench_total": bench.count(),
        "bench_passed_before": bench.filter(passed_before=True).count(),
        "bench_passed_after": bench.filter(passed_after=True).count(),
    }


def replay_items(
    *, actor: Actor, replay: Replay, changed: bool, after: int | None, limit: int
) -> list[ReplayItem]:
    """Finished items of a replay in order; those of tickets that the actor does not see are left out."""
    rows = ReplayItem.objects.filter(
        _in_sight(actor, "ticket_id"),
        _in_sight(actor, "bench__ticket_id"),
        replay=replay,
        after__isnull=False,
    )
    if changed:
        rows = rows.filter(is_changed=True)
    if after is not None:
        rows = rows.filter(position__gt=after)
    return list(rows.select_related("ticket", "bench").order_by("position")[:limit])


def kind_of_run() -> Subquery:
    """The category that triage read in a run's message; null where it read none."""
    read = Triage.objects.filter(entry_id=OuterRef("entry_id")).annotate(kind=KT("fields__type__value"))
    return Subquery(read.values("kind")[:1])
