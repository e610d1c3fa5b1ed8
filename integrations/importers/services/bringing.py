"""Writing what was decided, a batch at a time, with the memory of it in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.actors import Actor
from core.errors import DomainError
from integrations.email.sandbox.pool import PoisonMail
from integrations.importers.models import Import, Source, Trace
from integrations.importers.readers import mbox
from integrations.importers.readers.streams import Export, Unreadable
from integrations.importers.services import deciding
from integrations.importers.services.deciding import Context, PlannedTicket, Tally
from integrations.importers.services.editing import digest_of
from integrations.importers.services.files import path_of
from kb.selectors import redirects as addresses
from kb.services import redirecting
from people.actors import staff_actor
from people.services import loading as customers
from people.services.loading import LoadedCompany, LoadedContact, Placed
from tickets.models import AuthorKind
from tickets.services import loading
from tickets.services.loading import LoadedFile, LoadedMessage, LoadedTicket

_NAMES = {Source.ZENDESK: "Zendesk", Source.FRESHDESK: "Freshdesk", Source.INTERCOM: "Intercom"}


class Files:
    """The bytes of files in an upload, by their place."""

    def __init__(self, found: Import) -> None:
        self._run, self._path = found, path_of(found)
        self._export: Export | None = None
        if found.source != Source.MBOX:
            self._export = Export(self._path, found.name, limit=settings.IMPORT_MAX_UNPACKED_BYTES)

    def content(self, place: str) -> bytes | None:
        """The bytes, None if they cannot be read or are too many."""
        try:
            if self._export is not None:
                return self._export.content(place, limit=settings.ATTACHMENT_MAX_BYTES)
            start, length, number = (int(one) for one in place.split(":"))
            return mbox.mail_at(self._path, start, length).files[number].content
        except (PoisonMail, Unreadable, IndexError, ValueError):
            return None


def bring_companies(
    context: Context, coming: Sequence[dict[str, Any]], tally: Tally, *, is_dry: bool
) -> None:
    """Write companies; a dry run counts alone which are here."""
    rows = [LoadedCompany(data["name"], data["domain"]) for data in coming]
    if is_dry:
        tally.meet("company", customers.companies_here(rows=rows))
    else:
        _remember(context, "company", coming, customers.companies_load(rows=rows), tally)


def bring_contacts(context: Context, coming: Sequence[dict[str, Any]], tally: Tally, *, is_dry: bool) -> None:
    """Write contacts, each with their company; a dry run counts alone who is here."""
    if is_dry:
        here = customers.contacts_here(addresses=[data["email"] for data in coming])
        tally.meet(
            "contact",
            (one or deciding.met_before(context, data) for one, data in zip(here, coming, strict=True)),
        )
        return
    companies = _companies(context, coming)
    rows = [
        LoadedContact(
            name=data["name"],
            email=data["email"],
            company_id=companies.get(data["company"]),
            phone=data["phone"],
            locale=data["locale"],
            timezone=data["timezone"],
            is_blocked=data["is_blocked"],
        )
        for data in coming
    ]
    actor = staff_actor(context.run.made_by)
    placed = customers.contacts_load(rows=rows, actor=actor, now=context.now)
    _remember(context, "contact", coming, placed, tally)


def _companies(context: Context, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The companies of these contacts or tickets that are here, by their keys there."""
    traces = context.traces("company", (data["company"] for data in rows))
    here = customers.companies_left(trace.local_id for trace in traces.values())
    return {key: trace.local_id for key, trace in traces.items() if trace.local_id in here}


def _remember(
    context: Context, kind: str, coming: Sequence[dict[str, Any]], placed: Sequence[Placed], tally: Tally
) -> None:
    tally.meet(kind, (not place.is_new for place in placed))
    Trace.objects.bulk_create(
        [
            _trace(context, kind, data["key"], place.pk, is_made=place.is_new)
            for data, place in zip(coming, placed, strict=True)
        ],
        batch_size=500,
    )


def _trace(context: Context, kind: str, key: str, local_id: int, *, is_made: bool, **values: Any) -> Trace:
    run = context.run
    return Trace(
        import_run=run, source=run.source, account=run.account, kind=kind, external_id=key,
        local_id=local_id, is_made=is_made, made_at=context.now, **values,
    )  # fmt: skip


def bring_tickets(context: Context, planned: Sequence[PlannedTicket], files: Files, tally: Tally) -> None:
    """Write tickets, and what is new of those that are here."""
    keys = {message["author"] for one in planned for message in one.messages}
    keys |= {one.requester for one in planned}
    traces = context.traces("contact", keys)
    standing = customers.contacts_left(trace.local_id for trace in traces.values())
    names = customers.contact_names(pk for pk in standing.values() if pk is not None)
    ids = {key: standing.get(trace.local_id) for key, trace in traces.items()}
    authors = _Authors(context.staged.some("contact", keys), ids, names)
    companies = _companies(context, [one.data for one in planned])
    coming: list[PlannedTicket] = []
    loads: list[LoadedTicket] = []
    for one in planned:
        requester = ids.get(one.requester)
        if one.trace is None and requester is None:
            _is_erased(one, tally, is_known=one.requester in traces)
            continue
        company = companies.get(one.data["company"], names.get(requester or 0, ("", None))[1])
        load = _loaded(context, one, requester or 0, company, tally)
        load.messages = [_message(context, load, message, authors, files, tally) for message in one.messages]
        coming.append(one)
        loads.append(load)
    for one, load, result in zip(
        coming, loads, loading.tickets_load(loads=loads, now=context.now), strict=True
    ):
        for key, code, detail in result.refused:
            is_file = code == "file"
            if code == "cut":
                tally.warn("message", key, code, detail)
                continue
            kind = "file" if is_file else "message"
            is_edited = not is_file and key in one.edited
            tally.counts[kind, "more" if is_edited else "new"] -= 1
            tally.refuse(kind, key, "unfit" if is_file else code, detail)
        _keep(context, one, load, result)


def _is_erased(one: PlannedTicket, tally: Tally, *, is_known: bool) -> None:
    """The person behind it was erased here, or is not here: it does not come."""
    tally.counts["ticket", "new"] -= 1
    tally.refuse("ticket", one.data["key"], "erased_here" if is_known else "no_requester")
    for message in one.messages:
        tally.counts["message", "new"] -= 1
        tally.counts["file", "new"] -= len(message["files"])
        tally.refuse_message(message, "of_its_ticket", one.data["key"])


def _keep(context: Context, one: PlannedTicket, load: LoadedTicket, result: loading.Loaded) -> None:
    digests = {message["key"]: digest_of(message) for message in one.given}
    marks = {key: [entry_id, digests[key]] for key, entry_id in (one.edited | result.entries).items()}
    parts = [message.key for message in load.messages]
    if one.trace is None:
        _trace(
            context, "ticket", load.key, result.ticket_id,
            is_made=True, stamp=result.stamp, theirs=one.signature, parts=parts, marks=marks,
        ).save(force_insert=True)  # fmt: skip
        return
    trace = one.trace
    if one.status:
        trace.theirs = one.signature
    # What somebody did here before stays something that was done here.
    trace.stamp = result.stamp if one.is_untouched else trace.stamp
    trace.parts = [*trace.parts, *(key for key in parts if key not in one.edited)]
    trace.marks = (trace.marks or {}) | marks
    trace.save(update_fields=["theirs", "stamp", "parts", "marks"])


def _loaded(
    context: Context, one: PlannedTicket, requester: int, company_id: int | None, tally: Tally
) -> LoadedTicket:
    data, now = one.data, context.now
    custom, area, tags = deciding.fields_of(context, data, tally)
    begun = deciding.begun_at(data, one.messages, now)
    solved = deciding.moment_of(data["solved_at"], begun, now) if data["solved_at"] else None
    source = _NAMES.get(Source(context.run.source), "a mailbox")
    where = f"{source} ({context.run.account})" if context.run.account else source
    return LoadedTicket(
        key=data["key"],
        subject=data["subject"],
        brand=context.brand_of(data),
        requester_id=requester,
        company_id=company_id,
        channel=deciding.channel_of(context.run, data),
        status=one.status,
        priority=context.means.ours("priority", data["priority"], "P3"),
        type=context.means.ours("type", data["type"]),
        tags=tags,
        custom=custom,
        product_area=area,
        team_id=context.team_of(data),
        assignee_id=context.assignee_of(data),
        created_at=begun,
        resolved_at=solved,
        origin=f"Imported from {where}" + (f": ticket {data['number']}" if data["number"] else ""),
        messages=[],
        replaces=one.edited,
        held_id=one.trace.local_id if one.trace is not None else None,
    )


@dataclass(frozen=True)
class _Authors:
    """Who wrote, by their keys: as the export has them, their contacts here, and the names of those."""

    there: dict[str, dict[str, Any]]
    here: dict[str, int | None]
    names: dict[int, tuple[str, int | None]]

    def find(self, key: str) -> dict[str, Any] | None:
        """Somebody as the export has them; who came before need not be in it again."""
        contact_id = self.here.get(key)
        if key in self.there or contact_id is None:
            return self.there.get(key)
        return {"is_agent": False, "name": self.names.get(contact_id, ("", None))[0]}


def _message(
    context: Context,
    load: LoadedTicket,
    message: dict[str, Any],
    authors: _Authors,
    files: Files,
    tally: Tally,
) -> LoadedMessage:
    author = authors.find(message["author"])
    kind = deciding.author_kind(message, author)
    name = message["name"] or (author or {}).get("name") or (author or {}).get("email") or ""
    author_id = None
    if kind == AuthorKind.STAFF:
        author_id = context.means.number("agent", message["author"])
    elif kind == AuthorKind.CONTACT:
        author_id = authors.here.get(message["author"])
        if author_id is None:
            kind = AuthorKind.SYSTEM.value
    return LoadedMessage(
        key=message["key"],
        at=deciding.moment_of(message["at"], load.created_at, context.now),
        is_public=message["is_public"],
        author_kind=kind,
        author_id=author_id,
        author_name=name,
        body_html=message["html"],
        body_text=message["text"],
        automatic=message["automatic"],
        files=_contents(message, files, tally),
    )


def _contents(message: dict[str, Any], files: Files, tally: Tally) -> list[LoadedFile]:
    found = []
    for file in message["files"][:20]:
        content = files.content(file["place"])
        if content:
            found.append(LoadedFile(file["name"], content))
        else:
            tally.counts["file", "new"] -= 1
            tally.refuse("file", file["key"] or message["key"], "unfit", file["name"])
    for file in message["files"][20:]:
        tally.counts["file", "new"] -= 1
        tally.refuse("file", file["key"] or message["key"], "too_many", file["name"])
    return found


def bring_articles(
    context: Context, actor: Actor, batch: Sequence[dict[str, Any]], tally: Tally, *, is_dry: bool
) -> None:
    """Lead the addresses of articles on to those of the same title here."""
    known = context.traces("article", (data["key"] for data in batch))
    brand_id = context.run.brand_id
    here = addresses.redirect_ids(actor=actor, brand_id=brand_id, paths=[data["path"] for data in batch])
    for data in batch:
        if data["key"] in known or data["path"] in here:
            tally.counts["article", "known"] += 1
            continue
        slug = addresses.article_slug_of(actor=actor, title=data["title"])
        if data["left"] or not slug:
            tally.refuse("article", data["key"], data["left"] or "no_article", data["title"])
            continue
        if not is_dry:
            try:
                made = redirecting.redirect_create(
                    actor=actor, brand_id=brand_id, path=data["path"], target=slug, now=context.now
                )
            except DomainError as error:
                tally.refuse("article", data["key"], "no_redirect", error.message[:200])
                continue
            _trace(context, "article", data["key"], made.pk, is_made=True).save(force_insert=True)
        tally.counts["article", "new"] += 1
