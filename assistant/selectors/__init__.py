"""Reads of the assistant's own tables, and what it knows about a conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from assistant import boundaries
from assistant.boundaries import Held, Rule
from assistant.engines.choice import BUILTIN, plan
from assistant.engines.protocol import Turn
from assistant.models import AssistantSettings, Boundary, Handoff, Outcome, Reason, Run, RunState, Triage
from core.actors import Actor
from core.errors import NotFound
from core.languages import Surroundings
from core.reads import Read
from core.setup import Evidence, Facts
from kb import selectors as kb_selectors
from kb.selectors import internal as kb_internal
from people.actors import contact_actor
from people.models import Contact
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.channels import CHANNELS
from tickets.models import AuthorKind, Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

DEFAULT_CHANNELS = tuple(key for key, kind in CHANNELS.items() if kind.answers_at_first)
SOLVED_NEEDED, ARTICLES_NEEDED = 100, 10
"""Tickets that people solved, and articles to answer from, before its answers are proposed."""
MAX_TURNS = 12
MAX_TURN = 4000
_POLICIES = Read(AssistantSettings.objects.all, ())
_BOUNDARIES = Read(Boundary.objects.all, ())
_RUNS = Read(Run.objects.all, ())
_TRIAGES = Read(Triage.objects.all, ())
_ROLES = {AuthorKind.CONTACT: "customer", AuthorKind.ASSISTANT: "assistant"}


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether and where the assistant answers for a brand; `threshold` None means the engine's own."""

    is_on: bool = True
    channels: tuple[str, ...] = DEFAULT_CHANNELS
    threshold: float | None = None
    max_answers: int = 4


def policy_for(brand_id: int | None) -> Policy:
    """The brand's settings, else those for all brands, else the defaults."""
    meant = Q(brand_id__isnull=True)
    if brand_id is not None:
        meant |= Q(brand_id=brand_id)
    found = sorted(_POLICIES.rows(meant), key=lambda row: row.brand_id is None)
    if not found:
        return Policy()
    row = found[0]
    return Policy(row.is_on, tuple(row.channels), row.threshold, row.max_answers)


def boundary_rules() -> list[Rule]:
    """The boundaries in force: the installation's own once an admin has saved any, else the defaults."""
    rows = _BOUNDARIES.rows(Q(), order=("position", "id"))
    if not rows:
        return list(boundaries.DEFAULTS)
    return [
        Rule(row.key, row.label, tuple(row.keywords), tuple(row.segments), tuple(row.issue_types))
        for row in rows
        if row.is_on
    ]


def boundaries_held(*, text: str, segment: str = "", issue_type: str = "") -> list[Held]:
    """The boundaries that apply to a message; topics of disabled ones are not looked for."""
    return boundaries.held(boundary_rules(), text=text, segment=segment, issue_type=issue_type)


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


def turn_of(entry: TimelineEntry) -> Turn:
    """One message in the form engines read."""
    text = entry.body_text[:MAX_TURN]
    if entry.title and entry.author_kind == AuthorKind.CONTACT and entry.title not in text[:400]:
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


def moods_of(ticket_ids: Iterable[int]) -> dict[int, list[str]]:
    """What triage read of the mood in each message of these tickets, oldest first; one query."""
    found: dict[int, list[str]] = {}
    rows = Triage.objects.filter(ticket_id__in=list(ticket_ids)).order_by("ticket_id", "entry_id")
    for row in rows:
        found.setdefault(row.ticket_id, []).append(row.value("sentiment"))
    return found


def newest_handoff(ticket: Ticket) -> Handoff | None:
    """The newest handoff, or None."""
    found: Handoff | None = _HANDOFFS.first(Q(ticket_id=ticket.pk), order=("-id",))
    return found


_HANDOFFS = Read(Handoff.objects.all, ())


def handoff_reason(handoff_id: int) -> str:
    """Why a ticket was handed to people, as text; empty if the handoff is gone."""
    reason = Handoff.objects.filter(pk=handoff_id).values_list("reason", flat=True).first()
    return str(Reason(reason).label) if reason in Reason.values else ""


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
    policy = policy_for(None)
    engines = set(plan(settings.AI_ENGINE).values())
    return Facts(
        {"channels": ",".join(policy.channels)},
        {
            "is_on": int(policy.is_on and bool(policy.channels)),
            "boundaries": len(boundary_rules()),
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
