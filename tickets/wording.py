"""
The sentences in which a ticket's history tells of replies that wait: scheduled ones, and those to incidents.

Each has a code, by which the workspace says the same in its reader's language and time zone (`reasons` of
`frontend/src/shared/locales`; a test holds the two together).
"""

from datetime import UTC, datetime

from core.wording import Worded

WORDS: dict[str, str] = {
    "reply_scheduled": "{name} scheduled a reply for {when}.",
    "reply_taken_back": "{name} took a scheduled reply back.",
    "reply_held": "The scheduled reply of {name} was not sent: {why}. It is a draft again.",
    "incidents_told": "{name} sends a reply to the incidents ({count}).",
    "incidents_untold": "{name} took the reply to the incidents back.",
    "incidents_done": "The reply of {name} to the incidents: {sent} sent, {held} held back, {failed} failed.",
    "incidents_status": "The problem stays as it is: {detail}.",
    "incident_held": "The reply of {name} about #{ticket} was not sent here: {why}. It is a draft.",
    "file_infected": "A file here was locked away: the virus scanner found {found} in it.",
    # Why a snooze ended.
    "woken_colleague": "{name} wrote",
    "woken_issue": "The linked issue is done",
    "woken_issue_gone": "No open issue is linked any more",
    "woken_side": "A side conversation was answered",
    "woken_side_gone": "No side conversation is open any more",
    "woken_article": "The article it waited for was published",
    "woken_article_gone": "The article it waited for was archived or deleted",
    # Why it was not sent.
    "held_wrote": "{name} wrote in between",
    "held_left": "its author does not work here any more",
    "held_spam": "the ticket is marked as spam",
    "held_trash": "the ticket is in the trash",
    "held_merged": "#{ticket} was merged, and its author has another one waiting here",
    "held_sight": "its author may not see the ticket any more",
    "held_right": "its author may not send it any more",
    "held_solved": "the ticket is not open any more",
    "held_joined": "the ticket was merged into #{ticket}",
    "held_unlinked": "the ticket is not an incident of this problem any more",
    "held_broken": "it could not be sent after several tries",
    "held_refused": "{detail}",
}


def say(code: str, **params: str | int) -> Worded:
    """The sentence of a code with its parameters."""
    return Worded(WORDS[code].format(**params), code, **params)


def moment(at: datetime) -> Worded:
    """A time; the text is in UTC, its reader sees it in their own zone."""
    utc = at.astimezone(UTC)
    return Worded(f"{utc:%Y-%m-%d %H:%M} UTC", "moment", at=utc.isoformat())
