"""
A person's data: given to them as a file, and erased.

Both are asked for, and then done in the background. An erasure first empties the person's record, in one
transaction: from then on whatever comes from their addresses is a new person's. The rest is done app by app;
a kill at any line is mended by doing all of it again.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core import clock, persons, ports
from core.actors import SYSTEM, Actor
from core.addresses import comparable
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.persons import ERASED, SHORTEST_NAME, Person
from core.queue import SLOW, enqueue_on_commit
from core.redacting import Needles
from people.models import Contact, Identity, PersonRequest
from people.policy import require
from people.selectors import contact_get
from people.selectors.holding import OnHold, held_now, refuse
from people.services.exporting import export_make, exports_expire, exports_sweep
from people.services.leasing import RETRY_AFTER, Lease, Lost, audited

MAX_REASON = 200
_TASK = "people.tasks.person_request_run"
_FIELDS = ("name", "email", "title", "phone", "locale", "timezone")


class AlreadyErased(Conflict):
    """There is nobody any more whose data could be exported or erased; says since when."""

    code = "people.already_erased"

    def __init__(self, erased_at: datetime) -> None:
        super().__init__("This person's data has been erased.", erased_at=erased_at.isoformat())


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
    """See `Preview`. Raises NotFound, Forbidden, AlreadyErased, OnHold."""
    contact = _contact(actor, contact_id)
    person = person_of(contact)
    refuse_held(person)
    return Preview(contact, confirm_word(contact), _found(person), persons.elsewhere(person))


@transaction.atomic
def person_erasure_ask(
    *, actor: Actor, contact_id: int, confirmation: str, reason: str, now: datetime
) -> PersonRequest:
    """
    Erase a person for good; repeated, it returns the request that waits.

    Raises NotFound, Forbidden, AlreadyErased, OnHold, Invalid without the right confirmation or for a reason
    that says who it was.
    """
    contact = _contact(actor, contact_id)
    person, reason = person_of(contact), " ".join(reason.split())
    refuse_held(person)
    if not reason or len(reason) > MAX_REASON or Needles(person.words, is_anywhere=True).stand_in(reason):
        raise Invalid(
            f"Say why, in at most {MAX_REASON} characters and without the person's name or address.",
            code="people.erasure_reason",
            errors={"reason": ["Missing, too long, or it says who it was."]},
            limit=MAX_REASON,
        )
    if " ".join(confirmation.split()).casefold() != confirm_word(contact).casefold():
        raise Invalid(
            f"To erase this person's data, type “{confirm_word(contact)}”.",
            code="people.erasure_confirmation",
            errors={"confirmation": ["Not the same."]},
            word=confirm_word(contact),
        )
    return _asked(actor, contact, PersonRequest.Kind.ERASURE, reason=reason, now=now)


@transaction.atomic
def person_export_ask(*, actor: Actor, contact_id: int, now: datetime) -> PersonRequest:
    """Have a person's data put into a file. Raises NotFound, Forbidden, AlreadyErased."""
    return _asked(actor, _contact(actor, contact_id), PersonRequest.Kind.EXPORT, reason="", now=now)


def person_requests(*, actor: Actor, limit: int = 50) -> list[PersonRequest]:
    """The newest requests. Raises Forbidden."""
    _may(actor)
    return list(PersonRequest.objects.select_related("contact").order_by("-pk")[:limit])


@transaction.atomic
def person_export_open(*, actor: Actor, public_id: UUID, now: datetime) -> Path:
    """Where the file of an export is; that somebody took it is audited. Raises NotFound, Forbidden."""
    _may(actor)
    request = PersonRequest.objects.filter(
        public_id=public_id,
        kind=PersonRequest.Kind.EXPORT,
        state=PersonRequest.State.DONE,
        expires_at__gt=now,
    ).first()
    path = Path(settings.MEDIA_ROOT) / request.path if request is not None else None
    if request is None or path is None or not path.is_file():
        raise NotFound("There is no such file (any more). Ask for a new export.")
    audited(actor, "people.export_taken", request, now=now)
    return path


def person_requests_due(*, now: datetime) -> list[int]:
    """Requests that wait and that nobody works on; of those that broke off, after 10 minutes."""
    waiting = PersonRequest.objects.filter(state=PersonRequest.State.WAITING)
    free = Q(tried_at=None) | Q(tried_at__lte=now - RETRY_AFTER)
    return list(waiting.filter(free).order_by("pk").values_list("pk", flat=True))


def person_request_run(*, request_id: int, now: datetime) -> bool:
    """Do what a request asks for; False if somebody else did or does. Call it outside of a transaction."""
    lease = Lease.take(request_id, now=now)
    if lease is None:
        return False
    request = PersonRequest.objects.select_related("contact", "by").get(pk=request_id)
    try:
        if request.kind == PersonRequest.Kind.EXPORT:
            export_make(request, person_of(request.contact), lease, now=now)
        else:
            _erase(request, lease, now=now)
    except (Lost, OnHold):
        # Under a hold it waits, and is asked again and again until the hold is lifted.
        return False
    return True


def person_exports_expire(*, now: datetime) -> int:
    """Delete the files of exports after 7 days, and what attempts left that broke off; returns how many."""
    with transaction.atomic():
        old = PersonRequest.objects.filter(state=PersonRequest.State.DONE, expires_at__lte=now)
        count = exports_expire(old)
    exports_sweep()
    return count


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


def refuse_held(person: Person) -> None:
    """Raises OnHold if they, their company or a ticket with words of theirs is under a legal hold."""
    if not (held := held_now()):
        return
    tickets = held.tickets & ports.tickets_with_words_of(person) if held.tickets else frozenset()
    refuse(held, contacts=person.contact_ids, tickets=tickets)


def confirm_word(contact: Contact) -> str:
    """What has to be typed before a person is erased."""
    return contact.name or contact.email or f"#{contact.pk}"


def _may(actor: Actor) -> None:
    """Whatever is asked for or made here has all of a person's tickets. Raises Forbidden."""
    require(actor, "customer.erase")
    if not actor.sees_all_tickets:
        raise Forbidden("This concerns all tickets of a person, and you see some only. Ask who sees all.")


def _contact(actor: Actor, contact_id: int) -> Contact:
    _may(actor)
    contact = contact_get(actor=actor, contact_id=contact_id)
    while contact.merged_into is not None:
        contact = contact_get(actor=actor, contact_id=contact.merged_into.pk)
    if contact.erased_at is not None:
        raise AlreadyErased(contact.erased_at)
    return contact


def _found(person: Person) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, holder in persons.holders():
        for place, count in holder.counts(person).items():
            found[place] = found.get(place, 0) + count
    return {place: count for place, count in found.items() if count}


def _asked(actor: Actor, contact: Contact, kind: str, *, reason: str, now: datetime) -> PersonRequest:
    held = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if held.erased_at is not None:
        raise AlreadyErased(held.erased_at)
    if held.merged_into_id is not None:
        raise Conflict(
            "This person became part of another one a moment ago. Load them again.", code="people.just_merged"
        )
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
    audited(actor, action, request, now=now)
    enqueue_on_commit(_TASK, SLOW, request_id=request.pk)
    return request


def _erase(request: PersonRequest, lease: Lease, *, now: datetime) -> None:
    person = _begin(request.pk, now=now)
    if person is None:
        return
    for _, holder in persons.holders():
        lease.renew()
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
        begun_at = noted.get("begun_at")
        return Person(
            frozenset(noted["contact_ids"]),
            frozenset(noted["addresses"]),
            tuple(noted["words"]),
            request.by_name,
            request.reason,
            # A version before this one noted it in their record alone.
            datetime.fromisoformat(begun_at) if begun_at else request.contact.erased_at,
        )
    person = person_of(Contact.objects.select_for_update(no_key=True).get(pk=request.contact_id))
    refuse_held(person)
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=person.contact_ids)
    for contact in rows.order_by("pk"):
        for name in _FIELDS:
            setattr(contact, name, "")
        contact.name, contact.company, contact.erased_at = ERASED, None, now
        contact.public_id, contact.is_visitor, contact.custom = uuid4(), False, {}
        contact.save(update_fields=[*_FIELDS, "custom", "company", "erased_at", "public_id", "is_visitor"])
    Identity.objects.filter(contact__in=person.contact_ids).delete()
    # Late, so that as little as may be comes from their address between this and the commit.
    begun_at = clock.now()
    request.person = json.dumps(
        {
            "contact_ids": sorted(person.contact_ids),
            "addresses": sorted(person.addresses),
            "words": list(person.words),
            "begun_at": begun_at.isoformat(),
        }
    )
    request.save(update_fields=["person"])
    return replace(person, by=request.by_name, reason=request.reason, begun_at=begun_at)


@transaction.atomic
def _finish(request_id: int, person: Person, *, now: datetime) -> None:
    request = PersonRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.state != PersonRequest.State.WAITING:
        # Another worker took it over and was faster.
        return
    exports = PersonRequest.objects.filter(contact__in=person.contact_ids)
    exports_expire(exports.exclude(state=PersonRequest.State.EXPIRED))
    request.person, request.state, request.done_at = "", PersonRequest.State.DONE, now
    request.save(update_fields=["person", "state", "done_at"])
    audited(SYSTEM, "people.person_erased", request, now=now)
