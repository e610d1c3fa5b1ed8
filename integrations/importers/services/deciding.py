"""What becomes of a batch of records: decided once, for the dry run and for the run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.addresses import comparable
from core.errors import Invalid
from integrations.importers.mapping import AREA, AS_TAG, Meaning, of
from integrations.importers.models import Import, Source, Trace
from integrations.importers.services.editing import edited_there, take_for_description, worded
from integrations.importers.stage import Stage
from people import selectors as people
from people.models import Brand
from people.selectors import internal as everybody
from people.services import loading as customers
from people.services.blocking import addresses_refusal
from tickets.lifecycle import FINISHED
from tickets.models import AuthorKind, Channel
from tickets.services.loading import tickets_stamps
from tickets.services.values import clean_custom, clean_tags

Refused = tuple[str, str, str, str, str, int]
_ITS_BEGINNING = ("", "no_requester", "erased_here", "date_unreadable")
"""What keeps a ticket from coming, but not one that is here from going on."""
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass
class Tally:
    """Outcomes of a batch: counts by kind and outcome, and what was set aside."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, kind: str, key: str, code: str, detail: str = "") -> None:
        """One that does not come."""
        self.counts[kind, "refused"] += 1
        self.refused.append((kind, key, code, detail, "", 0))

    def refuse_message(self, message: dict[str, Any], code: str, detail: str = "") -> None:
        """A message that does not come, nor any file of it."""
        self.refuse("message", message["key"], code, detail)
        for file in message["files"]:
            self.refuse("file", file["key"] or message["key"], "of_its_message", file["name"])

    def meet(self, kind: str, are_here: Iterable[bool]) -> None:
        """Of those that come, some are here already: whoever is the same is not new."""
        count = sum(are_here)
        self.counts[kind, "new"] -= count
        self.counts[kind, "known"] += count

    def warn(self, kind: str, key: str, code: str, detail: str = "") -> None:
        """One that comes, but not as it was."""
        self.refused.append((kind, key, code, detail, "", 0))


@dataclass
class PlannedTicket:
    """
    A ticket that comes, or goes on (`trace`), with its messages in order; `status` empty leaves it.

    `edited` has the entries here of those messages that are changed there, also where nothing comes in their
    place. `given` are the messages as the export has them.
    """

    data: dict[str, Any]
    trace: Trace | None
    messages: list[dict[str, Any]]
    status: str
    requester: str
    signature: str
    is_untouched: bool = True
    edited: dict[str, int] = field(default_factory=dict)
    given: list[dict[str, Any]] = field(default_factory=list)


class Context:
    """What deciding about an import needs to know: its mapping, and what has come before."""

    def __init__(self, found: Import, staged: Stage, *, now: datetime) -> None:
        self.run, self.staged, self.now = found, staged, now
        self.means = Meaning(of(found.mapping))
        self._brands: dict[int, Brand] = {brand.pk: brand for brand in people.brands()}
        chosen = {int(row["ours"]) for row in found.mapping if row["kind"] == "agent" and row["ours"]}
        self._active = {user.pk for user in everybody.users_active(chosen)}
        self._teams = {pk for pk, _ in everybody.team_names()}

    def traces(self, kind: str, keys: Iterable[str]) -> dict[str, Trace]:
        """What records of theirs are here."""
        rows = Trace.objects.filter(
            source=self.run.source, account=self.run.account, kind=kind, external_id__in=set(keys)
        )
        return {row.external_id: row for row in rows}

    def erased(self, keys: Iterable[str]) -> set[str]:
        """Who of these came before and was erased here."""
        traces = self.traces("contact", keys)
        left = customers.contacts_left(trace.local_id for trace in traces.values())
        return {key for key, trace in traces.items() if left.get(trace.local_id, trace) is None}

    def assignee_of(self, data: dict[str, Any]) -> int | None:
        """Who has a ticket here; nobody who has left."""
        chosen = self.means.number("agent", data["assignee"])
        return chosen if chosen in self._active else None

    def team_of(self, data: dict[str, Any]) -> int | None:
        """The team of a ticket; none that was deleted since."""
        chosen = self.means.number("group", data["group"])
        return chosen if chosen in self._teams else None

    def brand_of(self, data: dict[str, Any]) -> Brand:
        """The brand of a ticket."""
        chosen = self.means.number("brand", data["brand"])
        return self._brands.get(chosen or 0) or self.run.brand


def contact_fault(data: dict[str, Any]) -> str:
    """Why somebody cannot come, a code; empty if they can."""
    has_address = bool(customers.address_of(data["email"]))
    return "" if has_address or data["phone"].strip() or data["name"].strip() else "nameless"


def decide_companies(context: Context, batch: Sequence[dict[str, Any]], tally: Tally) -> list[dict[str, Any]]:
    """The companies that come."""
    known = context.traces("company", (data["key"] for data in batch))
    coming = []
    for data in batch:
        if data["key"] in known:
            tally.counts["company", "known"] += 1
        elif not data["name"].strip():
            tally.refuse("company", data["key"], "nameless")
        else:
            tally.counts["company", "new"] += 1
            coming.append(data)
    return coming


def decide_contacts(context: Context, batch: Sequence[dict[str, Any]], tally: Tally) -> list[dict[str, Any]]:
    """The contacts that come: agents only if they asked for something themselves."""
    known = context.traces("contact", (data["key"] for data in batch))
    coming = []
    for data in batch:
        if data["is_agent"] and not context.staged.has_asked(data["key"]):
            if context.means.number("agent", data["key"]) is None:
                tally.refuse("agent", data["key"], "nobody_here")
            else:
                tally.counts["agent", "known"] += 1
        elif data["key"] in known:
            tally.counts["contact", "known"] += 1
        elif code := contact_fault(data):
            tally.refuse("contact", data["key"], code)
        else:
            if data["email"] and not customers.address_of(data["email"]):
                tally.warn("contact", data["key"], "address_unreadable", data["email"][:200])
            if data["is_blocked"] and addresses_refusal([comparable(data["email"])]) is not None:
                tally.warn("contact", data["key"], "not_blocked", data["email"][:200])
                data = data | {"is_blocked": False}
            tally.counts["contact", "new"] += 1
            coming.append(data)
    return coming


def met_before(context: Context, data: dict[str, Any]) -> bool:
    """Whether somebody with this address came in an earlier batch, as far as a dry run can tell."""
    until = int(context.run.position.get("after", 0))
    before = context.staged.earlier(data["email"], until) if data["email"] and until else []
    return any(not one["is_agent"] or context.staged.has_asked(one["key"]) for one in before)


def decide_tickets(context: Context, batch: Sequence[dict[str, Any]], tally: Tally) -> list[PlannedTicket]:
    """The tickets that come or go on, with what comes of them."""
    known = context.traces("ticket", (data["key"] for data in batch))
    stamps = tickets_stamps([trace.local_id for trace in known.values()])
    people_here = context.staged.some("contact", (data["requester"] for data in batch))
    erased = context.erased(data["requester"] for data in batch)
    planned = []
    for data in batch:
        trace, messages = known.get(data["key"]), context.staged.messages(data["key"])
        code = _ticket_fault(context, data, people_here, messages)
        code = code or ("erased_here" if data["requester"] in erased else "")
        if trace is not None:
            one = _going_on(data, trace, messages, stamps, code, tally)
        elif code:
            tally.refuse("ticket", data["key"], code)
            for message in messages:
                tally.refuse_message(message, "of_its_ticket", data["key"])
            one = None
        else:
            status = context.means.ours("status", data["status"], "open")
            tally.counts["ticket", "new"] += 1
            one = PlannedTicket(data, None, messages, status, data["requester"], signature_of(data))
        if one is not None:
            one.given = one.given or one.messages
            one.messages = _messages(context, one, tally)
            if one.trace is None or one.messages or one.status or one.edited:
                planned.append(one)
                _tell_changes(context, one, tally)
            else:
                tally.counts["ticket", "more"] -= 1
                tally.counts["ticket", "known"] += 1
    return planned


def _tell_changes(context: Context, one: PlannedTicket, tally: Tally) -> None:
    """What becomes of a ticket that is here already, each with its number."""
    if one.trace is None:
        return
    number = f"#{one.trace.local_id}"
    if one.status:
        status, _, assignee = one.trace.theirs.partition("|")
        was = context.means.ours("status", status, "open")
        if was != one.status:
            code = "solved" if one.status in FINISHED else "reopened" if was in FINISHED else "status_changed"
            tally.warn("ticket", one.data["key"], code, number)
        if assignee != one.data["assignee"]:
            tally.warn("ticket", one.data["key"], "reassigned", number)
    if fresh := sum(message["key"] not in one.edited for message in one.messages):
        tally.warn("ticket", one.data["key"], "more_messages", f"{number}: {fresh}")


def signature_of(data: dict[str, Any]) -> str:
    """What of a ticket's state is taken over when it changes there."""
    return f"{data['status']}|{data['assignee']}"[:200]


def _ticket_fault(
    context: Context,
    data: dict[str, Any],
    people_here: dict[str, dict[str, Any]],
    messages: Sequence[dict[str, Any]],
) -> str:
    requester = people_here.get(data["requester"])
    if data["left"]:
        return str(data["left"])
    if not context.means.ours("status", data["status"], "open"):
        return "left_out"
    if requester is None or contact_fault(requester):
        return "no_requester"
    if not data["created_at"] and not any(message["at"] for message in messages):
        return "date_unreadable"
    return ""


def _going_on(
    data: dict[str, Any],
    trace: Trace,
    messages: list[dict[str, Any]],
    stamps: dict[int, tuple[str, bool]],
    code: str,
    tally: Tally,
) -> PlannedTicket | None:
    """A ticket that came before: what is new of it, if it is still there."""
    take_for_description(data, trace, messages)
    parts = set(trace.parts)
    edited = edited_there(messages, trace)
    fresh = [one for one in messages if one["key"] not in parts or one["key"] in edited]
    tally.counts["message", "known"] += len(messages) - len(fresh)
    for message in messages:
        if message["key"] in parts and message["key"] not in edited:
            tally.counts["file", "known"] += len(_placed(message, tally))
    is_changed = trace.theirs != signature_of(data)
    stamp, is_away = stamps.get(trace.local_id, ("", True))
    if is_away and (fresh or is_changed):
        tally.counts["ticket", "known"] += 1
        for message in fresh:
            tally.refuse_message(message, "gone_here", str(trace.local_id))
        return _only_withdrawn(data, trace, fresh, edited, tally)
    is_touched = stamp != trace.stamp
    if is_changed and is_touched and not is_away:
        tally.warn("ticket", data["key"], "changed_here", str(trace.local_id))
    # Who asked is known of a ticket that is here.
    takes_over = is_changed and not is_touched and code in _ITS_BEGINNING
    if not fresh and not takes_over:
        tally.counts["ticket", "known"] += 1
        return None
    tally.counts["ticket", "more"] += 1
    status = data["status"] if takes_over else ""
    return PlannedTicket(
        data, trace, fresh, status, data["requester"], signature_of(data),
        is_untouched=not is_touched, edited=edited,
    )  # fmt: skip


def _only_withdrawn(
    data: dict[str, Any],
    trace: Trace,
    fresh: Sequence[dict[str, Any]],
    edited: dict[str, int],
    tally: Tally,
) -> PlannedTicket | None:
    """Of a ticket that takes nothing more: what says otherwise there is not to be read on, wherever it is."""
    if not edited:
        return None
    for key in edited:
        tally.warn("message", key, "edited", f"#{trace.local_id}")
    given = [one for one in fresh if one["key"] in edited]
    return PlannedTicket(
        data, trace, [], "", data["requester"], trace.theirs, is_untouched=False, edited=edited, given=given
    )


def _messages(context: Context, one: PlannedTicket, tally: Tally) -> list[dict[str, Any]]:
    """Those with something in them, each with a time and files that are there to be had."""
    if one.trace is not None and one.status:
        one.status = context.means.ours("status", one.status, "open")
    coming = []
    for message in one.messages:
        if not message["at"]:
            tally.warn("message", message["key"], "date_unreadable")
        files = _placed(message, tally)
        tally.counts["file", "new"] += len(files)
        message = worded(message, files)
        is_edited = message["key"] in one.edited
        is_empty = not (message["html"].strip() or message["text"].strip() or files)
        if is_empty and not is_edited:
            tally.refuse("message", message["key"], "empty")
            continue
        if message["doubt"]:
            detail = message["route"].replace("\n", "; ") or f"{one.data['key']} {message['name']}".strip()
            tally.warn("message", message["key"], message["doubt"], detail)
        if is_edited:
            tally.warn("message", message["key"], "edited", one.data["number"] or one.data["subject"])
        tally.counts["message", "more" if is_edited else "new"] += 1
        if not is_empty:
            coming.append(message | {"files": files})
    return coming


def _placed(message: dict[str, Any], tally: Tally) -> list[dict[str, Any]]:
    """The files of a message that are in the export."""
    for file in message["files"]:
        if not file["place"]:
            tally.refuse("file", file["key"] or message["key"], "not_in_export", file["name"])
    return [file for file in message["files"] if file["place"]]


def moment_of(text: str, default: datetime, now: datetime) -> datetime:
    """A time of the stage, never one that is still to come."""
    found = datetime.fromisoformat(text) if text else default
    return min(found, now) if found > now + timedelta(minutes=5) else found


def begun_at(data: dict[str, Any], messages: Sequence[dict[str, Any]], now: datetime) -> datetime:
    """When a ticket began."""
    first = next((message["at"] for message in messages if message["at"]), "")
    return moment_of(data["created_at"] or first, now, now)


def author_kind(message: dict[str, Any], author: dict[str, Any] | None) -> str:
    """Who wrote a message, as the timeline names it."""
    if message["by"]:
        return AuthorKind(message["by"]).value
    if author is None:
        return AuthorKind.SYSTEM
    return AuthorKind.STAFF if author["is_agent"] else AuthorKind.CONTACT


def fields_of(context: Context, data: dict[str, Any], tally: Tally) -> tuple[dict[str, Any], str, list[str]]:
    """The custom fields, product area and tags of a ticket."""
    custom: dict[str, Any] = {}
    area, tags = "", context.means.tags(data["tags"])
    for name, value in data["fields"].items():
        ours = context.means.ours("field", name)
        if ours == AREA:
            area = value
        elif ours == AS_TAG:
            tags.append(value)
        elif ours.startswith("field:"):
            try:
                custom = clean_custom(custom, {ours.removeprefix("field:"): value})
            except Invalid:
                tally.warn("ticket", data["key"], "value_unfit", name)
    try:
        return custom, area, clean_tags(tags[:50])
    except Invalid:
        return custom, area, []


# Whether a ticket of theirs came in by a form of a page.
_CHANNELS = {"web": True}


def channel_of(run: Import, data: dict[str, Any]) -> str:
    """The channel of a ticket: only those whose replies leave by mail, since its old thread is elsewhere."""
    return Channel.WEB if run.source != Source.MBOX and _CHANNELS.get(data["channel"]) else Channel.EMAIL
