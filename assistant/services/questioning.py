"""A customer's message as a question: whether it is the assistant's, and what is known about it."""

from collections.abc import Sequence

from assistant import selectors
from assistant.configuration import Configuration, Policy
from assistant.engines.protocol import Turn
from assistant.models import Triage
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.services.thinking import Question
from core import clock
from tickets import selectors as ticket_selectors
from tickets.channels import CHANNELS
from tickets.clearance import Cleared
from tickets.entries import Message
from tickets.models import Handler, Ticket, TimelineEntry


def is_ours_to_answer(ticket: Ticket, entry: TimelineEntry, policy: Policy) -> bool:
    """Whether the assistant answers this message: where, by whom, and whose conversation it is."""
    return (
        policy.is_on
        and ticket.channel in policy.channels
        and CHANNELS[ticket.channel].assistant
        and ticket.handler in (Handler.NONE, Handler.ASSISTANT)
        and ticket.assignee_id is None
        and not ticket.is_spam
        and not ticket.is_deleted
        and ticket.last_customer_entry_id == entry.pk
        # Other people in the conversation, such as a CC, cannot set the assistant to work.
        and entry.pk in ticket_selectors.written_by_requester(ticket=ticket, entries=[entry])
        and not Message.of(entry.payload).asks_nothing
    )


def first_question(
    configuration: Configuration,
    ticket: Ticket,
    entry: TimelineEntry,
    triage: Triage,
    history: Sequence[Turn],
    leave: Cleared,
) -> Question:
    """A message under a configuration, as if the assistant had said nothing in the conversation so far."""
    party = selectors.party_of(ticket.company, today=clock.now().date())
    # The whole message, of which an engine only gets the beginning.
    whole = f"{entry.title}\n{entry.body_text}"
    held = selectors.boundaries_held(configuration, text=whole, party=party, issue_type=triage.value("type"))
    return Question(
        text=selectors.turn_of(entry).text,
        reader=selectors.reader_of(ticket.requester),
        cleared=leave,
        situation=Situation(
            intents=intents_of(entry.body_text),
            boundaries=tuple(one.key for one in held),
            sentiment=triage.value("sentiment"),
            max_answers=configuration.policy_for(ticket.brand_id).max_answers,
            has_history=bool(history),
        ),
        history=history,
        brand_id=ticket.brand_id,
        brand_name=ticket.brand.name,
        channel=ticket.channel,
        product_area=triage.value("product_area"),
        language=triage.value("language"),
        certainty=triage.confidence("language"),
        threshold=configuration.threshold_for(
            ticket.brand_id,
            channel=ticket.channel,
            categories=(triage.value("type"), triage.value("product_area")),
        ),
        boundary_label=held[0].label if held else "",
        evidence=held[0].evidence if held else "",
        configuration=configuration,
        party=party,
    )
