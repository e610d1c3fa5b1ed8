"""
What a person wants to hear of, and when mail about it may leave.

Pure: no database, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from notices.models import Kind, Mail

DIGEST_AT = time(8, 0)


@dataclass(frozen=True)
class Wish:
    """Whether a kind is shown in the workspace, and whether it also goes out by mail."""

    is_shown: bool = True
    mail: str = Mail.NEVER


DEFAULTS: Mapping[str, Wish] = {
    # Somebody counts on the person: it should reach them wherever they are.
    Kind.MENTION: Wish(mail=Mail.AWAY),
    Kind.ESCALATED: Wish(mail=Mail.AWAY),
    # It changes how customers are answered, and nobody has done it by hand.
    Kind.DEMOTED: Wish(mail=Mail.ALWAYS),
    Kind.ANSWERS: Wish(mail=Mail.ALWAYS),
    Kind.ASSIGNED: Wish(),
    # By mail a customer's message can be answered from there, so it has a setting of its own in the profile.
    Kind.MESSAGE: Wish(),
    # Somebody asked for it, and goes on when it is there.
    Kind.SIDE: Wish(mail=Mail.AWAY),
    # Nobody waits for it; the mail of the day is soon enough.
    Kind.ARTICLE: Wish(mail=Mail.DIGEST),
    Kind.ASKED_AFTER: Wish(mail=Mail.DIGEST),
    # Somebody waits for it before they can go on.
    Kind.APPROVAL_ASKED: Wish(mail=Mail.AWAY),
    Kind.APPROVAL_GIVEN: Wish(),
    Kind.APPROVAL_RETURNED: Wish(mail=Mail.AWAY),
    Kind.BOUNDARY: Wish(),
    Kind.SIGNAL: Wish(),
    Kind.REPORT: Wish(),
    # The customer waits for what its author takes for sent.
    Kind.HELD: Wish(mail=Mail.AWAY),
    Kind.COACHING: Wish(),
    # The mail to admins is sent apart, whatever somebody chooses.
    Kind.READING: Wish(),
}


NEVER_MAILED = frozenset({Kind.BOUNDARY, Kind.SIGNAL, Kind.REPORT, Kind.READING})
"""They are about no ticket, and mail is about one."""


@dataclass(frozen=True)
class Choices:
    """One person's wishes by kind, and their quiet hours in their own time zone."""

    wishes: Mapping[str, Wish] = field(default_factory=dict)
    timezone: str = "UTC"
    quiet_begins: time | None = None
    quiet_ends: time | None = None
    digest_at: time = DIGEST_AT

    def wish(self, kind: str) -> Wish:
        """The wish for a kind, chosen or by default."""
        return self.wishes.get(kind) or DEFAULTS[kind]

    def mail_at(self, kind: str, *, is_online: bool, now: datetime) -> datetime | None:
        """
        When mail about something that happens at `now` is due; None for never.

        What falls into quiet hours is due at their end. A digest is due at its next time of day.
        """
        match self.wish(kind).mail:
            case Mail.DIGEST:
                return self._next(self.digest_at, now)
            case Mail.ALWAYS:
                return self._out_of_quiet(now)
            case Mail.AWAY if not is_online:
                return self._out_of_quiet(now)
            case _:
                return None

    def _out_of_quiet(self, now: datetime) -> datetime:
        begins, ends = self.quiet_begins, self.quiet_ends
        if begins is None or ends is None or begins == ends:
            return now
        clock = now.astimezone(ZoneInfo(self.timezone)).time().replace(tzinfo=None)
        is_quiet = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        return self._next(ends, now) if is_quiet else now

    def _next(self, at: time, now: datetime) -> datetime:
        """The first moment after `now` at which the person's clock shows `at`."""
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        moments = (datetime.combine(today + timedelta(days=days), at, zone) for days in range(3))
        # Compared as moments: two times of one zone are compared by their clocks, whatever the offsets.
        return next(found for moment in moments if (found := moment.astimezone(now.tzinfo)) > now)
