"""
A person's data: given to them as a file, and erased.

Both are asked for, and then done in the background. An erasure first empties the person's record, in one
transaction: from then on whatever comes from their addresses is a new person's. The rest is done app by app;
a kill at any line is mended by doing all of it again.
"""

import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core import audit, persons
from core.actors import SYSTEM, Actor
from core.addresses import comparable
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.persons import ERASED, SHORTEST_NAME, Person
from core.queue import SLOW, enqueue_on_commit
from core.redacting import Needles
from people.models import Contact, Identity, PersonRequest
from people.policy import require
from people.selectors import contact_get

KEPT_FOR = timedelta(days=7)
RETRY_AFTER = timedelta(minutes=10)
MAX_REASON = 200
_TASK = "people.tasks.person_request_run"
_FIELDS = ("name", "email", "title", "phone", "locale", "timezone")


class AlreadyErased(Conflict):
    """There is nobody any more whose data could be exported or erased."""

    code = "people.already_erased"


@dataclass(frozen=True)
class Preview:
    """
    What an erasure would do: `found` are counts by place of what goes, `elsewhere` what others have.

    `confirm` is what has to be typed.
    """

    contact: Contact
    confirm: str
    found: dict[str, int]
    elsewhere: list[persons.Elsewhere]


def person_erasure_preview(*, actor: Actor, contact_id: int) -> Preview:
    """See `Preview`. Raises NotFound, Forbidden, AlreadyErased."""
    contact = _contact(actor, contact_id)
    person = person_of(contact)
    return Preview(contact, confirm_word(contact), _found(person), persons.elsewhere(person))


@transaction.atomic
def person_erasure_ask(
    *, actor: Actor, contact_id: int, confirmation: str, reason: str, now: datetime
) -> PersonRequest:
    """
    Erase a person for good; repeated, it returns the request that waits.

    Raises NotFound, Forbidden, AlreadyErased, Invalid without the right confirmation or for a reason that
    says who it was.
    """
    contact = _contact(actor, contact_id)
    person, reason = person_of(contact), " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON or Needles(person.words).stand_in(reason):
        raise Invalid(
            f"Say why, in at most {MAX_REASON} characters and without the person's name or address.",
            errors={"reason": ["Missing, too long, or it says who it was."]},
        )
    if " ".join(confirmation.split()).casefold() != confirm_word(contact).casefold():
        raise Invalid(
            f"To erase this person's data, type “{confirm_word(contact)}”.",
            errors={"confirmation": ["Not the same."]},
        )
    return _asked(actor, contact, PersonRequest.Kind.ERASURE, reason=reason, now=now)


@transaction.atomic
def person_export_ask(*, actor: Actor, contact_id: int, now: datetime) -> PersonRequest:
    """Have a person's data put into a file. Raises NotFound, Forbidden, AlreadyErased."""
    return _asked(actor, _contact(actor, contact_id), PersonRequest.Kind.EXPORT, reason="", now=now)


def person_requests(*, actor: Actor, limit: int = 50) -> list[PersonRequest]:
    """The newest requests. Raises Forbidden."""
    require(actor, "customer.erase")
    return list(PersonRequest.objects.select_related("contact").order_by("-pk")[:limit])


@transaction.atomic
def person_export_open(*, actor: Actor, public_id: UUID, now: datetime) -> Path:
    """Where the file of an export is; that somebody took it is audited. Raises NotFound, Forbidden."""
    require(actor, "customer.erase")
    request = PersonRequest.objects.filter(
        public_id=public_id,
        kind=PersonRequest.Kind.EXPORT,
        state=PersonRequest.State.DONE,
        expires_at__gt=now,
    ).first()
    path = Path(settings.MEDIA_ROOT) / request.path if request is not None else None
    if request is None or path is None or not path.is_file():
        raise NotFound("There is no such file (any more). Ask for a new export.")
    _audited(actor, "people.export_taken", request, now=now)
    return path


def person_requests_due(*, now: datetime) -> list[int]:
    """Requests that wait and that nobody works on; of those that broke off, after 10 minutes."""
    waiting = PersonRequest.objects.filter(state=PersonRequest.State.WAITING)
    free = Q(tried_at=None) | Q(tried_at__lte=now - RETRY_AFTER)
    return list(waiting.filter(free).order_by("pk").values_list("pk", flat=True))


def person_request_run(*, request_id: int, now: datetime) -> bool:
    """Do what a request asks for; False if somebody else did or does. Call it outside of a transaction."""
    free = Q(tried_at=None) | Q(tried_at__lte=now - RETRY_AFTER)
    mine = PersonRequest.objects.filter(free, pk=request_id, state=PersonRequest.State.WAITING)
    if not mine.update(tried_at=now):
        return False
    request = PersonRequest.objects.select_related("contact", "by").get(pk=request_id)
    if request.kind == PersonRequest.Kind.EXPORT:
        _export(request, now=now)
    else:
        _erase(request, now=now)
    return True


def person_exports_expire(*, now: datetime) -> int:
    """Delete the files of exports after 7 days; returns how many."""
    old = PersonRequest.objects.filter(
        kind=PersonRequest.Kind.EXPORT, state=PersonRequest.State.DONE, expires_at__lte=now
    )
    return _expire(list(old))


def person_of(contact: Contact) -> Person:
    """Who a contact is, with those that were merged into them."""
    found, fresh = [contact], {contact.pk}
    while fresh:
        rows = list(Contact.objects.filter(merged_into__in=fresh))
        fresh = {row.pk for row in rows}
        found += rows
    ids = frozenset(row.pk for row in found)
    proofs = Identity.objects.filter(contact__in=ids, kind=Identity.Kind.EMAIL)
    written = [*(row.email for row in found), *proofs.values_list("value", flat=True)]
    addresses = {comparable(one) for one in written if one}
    names = {row.name for row in found if len(row.name) >= SHORTEST_NAME and row.name != ERASED}
    phones = {row.phone for row in found if sum(sign.isdigit() for sign in row.phone) >= 6}
    return Person(ids, frozenset(addresses), tuple(sorted(names | addresses | phones)))


def confirm_word(contact: Contact) -> str:
    """What has to be typed before a person is erased."""
    return contact.name or contact.email or f"#{contact.pk}"


def _contact(actor: Actor, contact_id: int) -> Contact:
    require(actor, "customer.erase")
    if not actor.sees_all_tickets:
        raise Forbidden("This concerns all tickets of a person, and you see some only. Ask who sees all.")
    contact = contact_get(actor=actor, contact_id=contact_id)
    while contact.merged_into is not None:
        contact = contact_get(actor=actor, contact_id=contact.merged_into.pk)
    if contact.erased_at is not None:
        raise AlreadyErased("This person's data has been erased.")
    return contact


def _found(person: Person) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, holder in persons.holders():
        for place, count in holder.counts(person).items():
            found[place] = found.get(place, 0) + count
    return {place: count for place, count in found.items() if count}


def _asked(actor: Actor, contact: Contact, kind: str, *, reason: str, now: datetime) -> PersonRequest:
    Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    waiting = PersonRequest.objects.filter(contact=contact, kind=kind, state=PersonRequest.State.WAITING)
    if (known := waiting.first()) is not None:
        return known
    person = person_of(contact)
    request = PersonRequest.objects.create(
        kind=kind,
        contact=contact,
        by_id=actor.user_id,
        by_name=actor.name[:200],
        reason=reason,
        found=[{"name": name, "count": count} for name, count in _found(person).items()],
        elsewhere=[asdict(one) for one in persons.elsewhere(person)],
        created_at=now,
    )
    action = "people.erasure_asked" if kind == PersonRequest.Kind.ERASURE else "people.export_asked"
    _audited(actor, action, request, now=now)
    enqueue_on_commit(_TASK, SLOW, request_id=request.pk)
    return request


def _audited(actor: Actor, action: str, request: PersonRequest, *, now: datetime) -> None:
    data: dict[str, Any] = {"request": str(request.public_id)}
    if request.kind == PersonRequest.Kind.ERASURE:
        data |= {"reason": request.reason, "found": {one["name"]: one["count"] for one in request.found}}
    audit.record(actor=actor, action=action, target=f"contact:{request.contact_id}", now=now, data=data)


def _erase(request: PersonRequest, *, now: datetime) -> None:
    person = _begin(request.pk, now=now)
    if person is None:
        return
    for _, holder in persons.holders():
        holder.erase(person)
    _finish(request.pk, person, now=now)


@transaction.atomic
def _begin(request_id: int, *, now: datetime) -> Person | None:
    """Empty their record, and note who they were until the rest is done; the same whenever it is repeated."""
    request = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.state != PersonRequest.State.WAITING:
        return None
    if request.person:
        noted = json.loads(request.person)
        return Person(
            frozenset(noted["contact_ids"]),
            frozenset(noted["addresses"]),
            tuple(noted["words"]),
            request.by_name,
            request.reason,
        )
    person = person_of(Contact.objects.select_for_update(no_key=True).get(pk=request.contact_id))
    request.person = json.dumps(
        {
            "contact_ids": sorted(person.contact_ids),
            "addresses": sorted(person.addresses),
            "words": list(person.words),
        }
    )
    request.save(update_fields=["person"])
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=person.contact_ids)
    for contact in rows.order_by("pk"):
        for name in _FIELDS:
            setattr(contact, name, "")
        contact.name, contact.company, contact.erased_at = ERASED, None, now
        contact.public_id, contact.is_visitor = uuid4(), False
        contact.save(update_fields=[*_FIELDS, "company", "erased_at", "public_id", "is_visitor"])
    Identity.objects.filter(contact__in=person.contact_ids).delete()
    return Person(person.contact_ids, person.addresses, person.words, request.by_name, request.reason)


@transaction.atomic
def _finish(request_id: int, person: Person, *, now: datetime) -> None:
    request = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    exports = PersonRequest.objects.filter(contact__in=person.contact_ids, kind=PersonRequest.Kind.EXPORT)
    _expire(list(exports.exclude(state=PersonRequest.State.EXPIRED)))
    request.person, request.state, request.done_at = "", PersonRequest.State.DONE, now
    request.save(update_fields=["person", "state", "done_at"])
    _audited(SYSTEM, "people.person_erased", request, now=now)


def _expire(old: list[PersonRequest]) -> int:
    for request in old:
        if request.path:
            (Path(settings.MEDIA_ROOT) / request.path).unlink(missing_ok=True)
        request.state, request.path = PersonRequest.State.EXPIRED, ""
        request.save(update_fields=["state", "path"])
    return len(old)


def _export(request: PersonRequest, *, now: datetime) -> None:
    """A file that is complete or not there: it is written beside its place and then moved."""
    person = person_of(request.contact)
    name = f"exports/{request.public_id}.zip"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, lists in _lists(person).items():
            archive.writestr(f"{key}.json", json.dumps(lists, indent=2, default=str, ensure_ascii=False))
        for _, holder in persons.holders():
            for file in holder.files(person):
                if file.path is None:
                    archive.writestr(file.name, file.content)
                elif file.path.is_file():
                    archive.write(file.path, file.name)
    half.replace(path)
    with transaction.atomic():
        held = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if held.state != PersonRequest.State.WAITING:
            # The person was erased meanwhile.
            path.unlink(missing_ok=True)
            return
        held.state, held.path, held.size = PersonRequest.State.DONE, name, path.stat().st_size
        held.done_at, held.expires_at = now, now + KEPT_FOR
        held.save(update_fields=["state", "path", "size", "done_at", "expires_at"])
        _audited(SYSTEM, "people.export_made", held, now=now)


def _lists(person: Person) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, holder in persons.holders():
        for name, rows in holder.export(person):
            found.setdefault(key, {}).setdefault(name, []).extend(rows)
    return found
