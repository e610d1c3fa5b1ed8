"""What a conversation is about: the messages that say something about the problem itself."""

from collections.abc import Sequence

from assistant.reading.intents import Intents, intents_of, is_vague
from assistant.reading.sentences import content_words

BARE_REQUEST_WORDS = 9
"""The length of "I would like to talk to a person, please."."""
BARE_COMPLAINT_WORDS = 14


def is_bare(text: str) -> bool:
    """
    Whether a message only asks for a person, greets, thanks, agrees or complains.

    Such a message is a reason for what happens next, never the subject.
    """
    intents = intents_of(text)
    words = len(text.split())
    if intents.is_closing or intents.is_greeting or intents.agrees:
        return True
    if words <= BARE_REQUEST_WORDS and intents.wants_person:
        return True
    if words <= BARE_COMPLAINT_WORDS and (intents.says_unsolved or intents.is_angry):
        return not _names_something(text, intents)
    return is_vague(text)


def matter_of(said: Sequence[str]) -> str:
    """The customer's newest message about the subject itself; empty if there is none."""
    return next((text for text in reversed(said) if text.strip() and not is_bare(text)), "")


def _names_something(text: str, intents: Intents) -> bool:
    # "That did not help, the test still fails" is about an answer, "the export does not work" about a
    # subject.
    return not intents.speaks_of_answer and len(content_words(text)) >= 2
