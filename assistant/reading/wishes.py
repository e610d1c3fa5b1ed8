"""Splitting a message into what it asks to be done, one wish at a time."""

import re

from assistant.reading.intents import intents_of
from assistant.reading.sentences import content_words
from assistant.reading.topics import plain_text

_JOINT = re.compile(
    r"[?!;\n]+|\.(?=\s|$)"
    r"|,?\s(?:and|also|plus|then|und|au\u00dferdem|sowie|et|y)\s(?:(?:also|please|then|auch|bitte|noch)\s)?",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:how|what|why|when|where|who|which|can|could|do|does|did|is|are|will|would|should|may"
    r"|wie|was|warum|wann|wo|wer|welche\w?|kann|k\u00f6nnen|k\u00f6nnt\w?|ist|sind|d\u00fcrfen|darf"
    r"|please|kindly|bitte|(?:i|we)(?:'d| would)? (?:need|want|like)"
    r"|(?:ich|wir) (?:m\u00f6cht|brauch|woll)\w*"
    r"|add|cancel|change|close|create|delete|deactivate|disable|enable|extend|give|increase|invite|move"
    r"|pause|put|reactivate|refund|remove|rename|reset|resend|restore|send|set|stop|switch|turn|unlock|update"
    r"|upgrade|downgrade|\w{3,20}en sie|\w{3,20} sie|\w{3,20} uns|\w{3,20} mir)\b",
    re.IGNORECASE,
)


def wishes_of(text: str) -> list[str]:
    """The pieces of a message that say something, in order; one alone for a message of one piece."""
    found: list[str] = []
    for piece in _JOINT.split(text.replace("\u2019", "'")):
        plain = plain_text(piece).strip(" .,:-")
        intents = intents_of(plain)
        is_courtesy = intents.is_closing or intents.is_greeting or intents.is_small_talk
        if plain and content_words(plain) and not is_courtesy:
            found.append(plain)
    return found


def asks_something(piece: str) -> bool:
    """Whether a piece is a question or a request, and no plain statement."""
    return bool(_ASKS.match(piece))
