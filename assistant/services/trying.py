"""What a configuration does with a question. Nothing is stored or sent."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from assistant import masking, selectors
from assistant.configuration import Configuration, read_configuration
from assistant.engines.choice import builtin
from assistant.engines.protocol import ClassifyRequest
from assistant.in_force import in_force
from assistant.models.triage import REVIEW_BELOW
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.reading.mood import sentiment_of
from assistant.rendering import sources_of
from assistant.selectors import Party
from assistant.selectors import actions as acts
from assistant.services.acting import TrialActing
from assistant.services.asking import asked_of
from assistant.services.thinking import Question, Thought, think
from core import audit
from core.actors import Actor
from core.languages import Surroundings
from people import selectors as people_selectors
from people.models import Brand, Contact
from people.policy import require
from tickets.clearance import NO_TICKET, Cleared

ANSWERED, DRAFTED, ASKED_BACK, HANDED_OVER = "answered", "drafted", "asked_back", "handed_over"
OUTCOMES = (ANSWERED, DRAFTED, ASKED_BACK, HANDED_OVER)
"""
Sent to the customer; offered to an agent, since the assistant does not answer there; asked back, or a kind
word; given to people.
"""
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Result:
    """What would come of a question; `boundary` is the key of the one that holds, `label` its name."""

    outcome: str
    reason: str
    boundary: str
    label: str
    evidence: str
    text: str
    sources: list[dict[str, Any]]
    confidence: float | None
    threshold: float
    engine: str

    def to_json(self) -> dict[str, Any]:
        """The form in which replays keep it and the API shows it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    reader: Actor | None
    name: str
    party: Party
    channel: str
    brand: Brand | None


@dataclass(frozen=True, slots=True)
class Labels:
    """What a question is about, as far as limits and boundaries ask; empty where that is not known."""

    type: str = ""
    product_area: str = ""


def question_of(
    configuration: Configuration, text: str, asker: Asker, labels: Labels, leave: Cleared
) -> Question:
    """A question that stands alone, under a configuration."""
    held = selectors.boundaries_held(configuration, text=text, party=asker.party, issue_type=labels.type)
    brand_id = asker.brand.pk if asker.brand is not None else None
    return Question(
        text=text,
        reader=asker.reader,
        cleared=leave,
        situation=Situation(
            intents=intents_of(text),
            boundaries=tuple(one.key for one in held),
            sentiment=sentiment_of(text).value,
            max_answers=configuration.policy_for(brand_id).max_answers,
        ),
        brand_id=brand_id,
        brand_name=asker.brand.name if asker.brand is not None else "",
        channel=asker.channel,
        product_area=labels.product_area,
        around=Surroundings(served=selectors.languages_served(brand_id)),
        threshold=configuration.threshold_for(
            brand_id, channel=asker.channel, categories=(labels.type, labels.product_area)
        ),
        boundary_label=held[0].label if held else "",
        evidence=held[0].evidence if held else "",
        configuration=configuration,
        party=asker.party,
    )


def labels_of(text: str) -> Labels:
    """What the built-in classifiers read in a question that no ticket has; they cost nothing."""
    found = builtin().classify(ClassifyRequest(text=text)).fields
    known = {name: label.value for name, label in found.items() if label.confidence >= REVIEW_BELOW}
    return Labels(known.get("type", ""), known.get("product_area", ""))


def answers_there(configuration: Configuration, brand_id: int | None, channel: str) -> bool:
    """Whether the assistant itself writes to customers of a brand in a channel."""
    policy = configuration.policy_for(brand_id)
    return policy.is_on and channel in policy.channels


def tried(*questions: Question, name: str = "") -> list[Result]:
    """
    What comes of one question under several configurations; thought of once where they cannot differ.

    Slow if a model is consulted; never call it in a transaction.
    """
    thoughts: list[tuple[Question, Thought]] = []
    for question in questions:
        known = next((thought for one, thought in thoughts if is_alike(one, question)), None)
        if known is None:
            with masking.about(name):
                known = think(question)
        thoughts.append((question, known))
    return [result_of(thought, question) for question, thought in thoughts]


@dataclass(frozen=True, slots=True)
class Tried:
    """A question under the version in force and, if there is one, under the draft."""

    live: Result
    draft: Result | None
    version: int
    labels: Labels


def question_try(
    *,
    actor: Actor,
    text: str,
    channel: str,
    contact_id: int | None = None,
    segment: str = "",
    brand: Brand | None = None,
    now: datetime,
) -> Tried:
    """
    Ask as somebody would, under the version in force and under the draft. Nothing is stored or sent.

    As a contact with what they may read and what is known of their company; else as somebody unknown of a
    segment, who reads what is public. Raises Forbidden, NotFound for a contact that the actor does not see.
    """
    require(actor, "assistant.write")
    contact = people_selectors.contact_get(actor=actor, contact_id=contact_id) if contact_id else None
    asker = asker_of(
        contact,
        segment=segment,
        channel=channel,
        brand=brand,
        now=now,
    )
    labels = labels_of(text)
    draft, live = selectors.draft_find(), in_force()
    configurations = [live] if draft is None else [live, read_configuration(draft.content)]
    acting = [_acting(one, contact, asker, labels, now=now) for one in configurations]
    questions = [
        replace(question_of(one, text, asker, labels, NO_TICKET), acting=may)
        for one, may in zip(configurations, acting, strict=True)
    ]
    found = tried(*questions, name=asker.name)
    if contact is not None and any(one.engine.rpartition(" action=")[1] for one in found):
        audit.record(actor=actor, action="assistant.action_tried", target=f"contact:{contact.pk}", now=now)
    return Tried(found[0], found[1] if draft is not None else None, live.number, labels)


def _acting(
    configuration: Configuration, contact: Contact | None, asker: Asker, labels: Labels, *, now: datetime
) -> TrialActing | None:
    """What may be looked up for a contact who has proven who they are, where somebody asks as them."""
    if contact is None or not configuration.actions:
        return None
    brand = asker.brand or people_selectors.brands()[0]
    subject = acts.contact_subject(contact, brand_slug=brand.slug, language="", now=now)
    return TrialActing(configuration.actions, subject, category=labels.type, segment=asker.party.segment)


def asker_of(
    contact: Contact | None, *, segment: str, channel: str, brand: Brand | None, now: datetime
) -> Asker:
    """A contact as the one who asks, or somebody unknown of a segment."""
    if contact is None:
        return Asker(None, "", Party(segment=segment), channel, brand)
    party = selectors.party_of(contact.company, today=now.date())
    party = replace(party, segment=segment or party.segment)
    return Asker(selectors.reader_of(contact), contact.name, party, channel, brand)


def is_alike(one: Question, other: Question) -> bool:
    """Whether two configurations cannot differ about a question, so that it need be thought of only once."""
    return (
        one.situation == other.situation
        and one.threshold == other.threshold
        and one.configuration.voice == other.configuration.voice
        and one.configuration.actions == other.configuration.actions
        and one.configuration.masks == other.configuration.masks
        and [rule for rule in one.configuration.rules if rule.keywords]
        == [rule for rule in other.configuration.rules if rule.keywords]
    )


def result_of(thought: Thought, question: Question) -> Result:
    """A decision as a result: what the customer would read, and why."""
    asked = asked_of(thought)
    kind = thought.decision.kind
    is_theirs = answers_there(question.configuration, question.brand_id, question.channel)
    if kind == "answer":
        outcome = ANSWERED if is_theirs else DRAFTED
    elif not is_theirs or kind == "handoff":
        outcome = HANDED_OVER
    else:
        outcome = ASKED_BACK
    return Result(
        outcome=outcome,
        reason=asked.reason if is_theirs or kind == "handoff" else "off",
        boundary=asked.boundary,
        label=thought.boundary_label if asked.boundary else "",
        evidence=thought.evidence if asked.boundary else "",
        text=asked.answer[:MAX_TEXT],
        sources=sources_of(asked.citations),
        confidence=None if thought.answer is None else round(asked.confidence, 4),
        threshold=round(thought.threshold, 4),
        engine=thought.engine,
    )
