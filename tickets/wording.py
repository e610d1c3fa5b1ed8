"""
The sentences in which a ticket's history tells of scheduled replies.

Each has a code, by which the workspace says the same in its reader's language and time zone (`reasons` of
`frontend/src/shared/locales`; a test holds the two together).
"""

from datetime import UTC, datetime

from core.wording import Worded

WORDS: dict[str, str] = {
    "reply_scheduled": "{name} scheduled a reply for {when}.",
    "reply_taken_back": "{name} took a scheduled reply back.",
    "reply_held": "The scheduled reply of {name} was not sent: {why}. It is a draft again.",
    # Why it was not sent.
    "held_wrote": "{name} wrote in between",
    "held_left": "its author does not work here any more",
    "held_spam": "the ticket is marked as spam",
    "held_trash": "the ticket is in the trash",
    "held_merged": "#{ticket} was merged, and its author has another one waiting here",
    "held_sight": "its author may not see the ticket any more",
    "held_right": "its author may not send it any more",
    "held_refused": "{detail}",
}


def say(code: str, **params: str) -> Worded:
    """The sentence of a code with its parameters."""
    return Worded(WORDS[code].format(**params), code, **params)


def moment(at: datetime) -> Worded:
    """A time; the text is in UTC, its reader sees it in their own zone."""
    utc = at.astimezone(UTC)
    return Worded(f"{utc:%Y-%m-%d %H:%M} UTC", "moment", at=utc.isoformat())
