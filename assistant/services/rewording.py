"""For the agent: a text in other words or another language, and a thread in a few lines. Nothing is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from assistant import masking, selectors
from assistant.engines.choice import BUILTIN, plan, with_engine
from assistant.engines.protocol import Engine, Text, Unsupported
from assistant.reading.kept import lost
from core.actors import Actor
from core.errors import Conflict, NotFound
from core.languages import language_of
from people.policy import require
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.selectors.clearing import cleared

STYLES = ("shorter", "warmer", "more_formal")
BUILTIN_STYLES = ("shorter",)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the engines in use can do with a text of the agent's."""

    styles: tuple[str, ...]
    can_translate: bool


@dataclass(frozen=True, slots=True)
class Reworded:
    """
    A text in other words.

    `lost` are codes, numbers, addresses and links of the original that it no longer has; `language` is its
    two-letter code, empty where it stayed the same.
    """

    text: str
    engine: str
    lost: tuple[str, ...]
    language: str = ""


def abilities() -> Abilities:
    """By the settings alone; a model that does not answer is another matter."""
    engines = plan(settings.AI_ENGINE)
    styles = BUILTIN_STYLES if engines["rewrite"] == BUILTIN else STYLES
    return Abilities(styles, can_translate=engines["translate"] != BUILTIN)


def rewrite(*, actor: Actor, ticket_id: int, text: str, style: str) -> Reworded:
    """
    The same content, shorter, warmer or more formal.

    Raises NotFound, Forbidden, KeptOut, Conflict where no engine can do it, UpstreamFailed when none answers.
    """
    require(actor, "ticket.reply")
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    done = _with("rewrite", ticket, lambda engine: engine.rewrite(text, style))
    return Reworded(done.text, done.engine, tuple(lost(text, done.text)))


def translate(*, actor: Actor, ticket_id: int, text: str, language: str = "") -> Reworded:
    """
    The text in another language (two-letter code), by default the one in which the customer writes.

    Raises as `rewrite`, and NotFound where the customer's language is not known.
    """
    require(actor, "ticket.reply")
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    if not language:
        turns = selectors.turns_before(ticket)
        said = [turn.text for turn in turns if turn.role == "customer"]
        around = selectors.surroundings_of(ticket, turns)
        language, _ = language_of(said[-1] if said else ticket.subject, around)
    if not language:
        raise NotFound("The customer's language is not known. Say into which language.")
    done = _with("translate", ticket, lambda engine: engine.translate(text, language))
    return Reworded(done.text, done.engine, tuple(lost(text, done.text)), language)


def summary(*, actor: Actor, ticket_id: int) -> Text:
    """
    What was said between the customer and us, in a few lines; internal notes are left out.

    Raises KeptOut; NotFound, also where nothing was said yet.
    """
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    turns = selectors.turns_before(ticket)
    if not turns:
        raise NotFound("Nobody has said anything yet.")
    return _with("summarise", ticket, lambda engine: engine.summarise(turns, subject=ticket.subject))


def _with(capability: str, ticket: Ticket, work: Callable[[Engine], Text]) -> Text:
    try:
        with masking.about(ticket.requester.name):
            return with_engine(capability, cleared(ticket), work).result
    except Unsupported as error:
        raise Conflict(str(error), code="assistant.not_offered") from error
