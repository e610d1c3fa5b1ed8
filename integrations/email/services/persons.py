"""What mail keeps of a person: what they wrote from their addresses, and what was sent to them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from core.addresses import comparable
from core.kept import any_of
from core.persons import Elsewhere, File, Holder, Person, Rows, rows_json
from integrations.email.models import (
    AddressHealth,
    InboundMail,
    InboundState,
    OutgoingMail,
    OutgoingState,
    RawMail,
    SenderRule,
)
from tickets.selectors import internal as all_tickets

_FINAL = [InboundState.STORED, InboundState.SUSPENDED, InboundState.DELETED]


def _addressed(person: Person, column: str) -> Q:
    return any_of(Q(**{f"{column}__iexact": address}) for address in sorted(person.addresses))


def _arrived(person: Person) -> Q:
    # What is read only after their record was emptied is a new person's, whenever it came.
    return _addressed(person, "from_address") & Q(state__in=_FINAL) & person.before("finished_at")


class Originals:
    """Mails as they arrived, from them or with their address in the head."""

    labels: Mapping[str, str] = {"email.RawMail": "empties content"}
    holds = frozenset({"email.RawMail.content"})
    exports = frozenset({"email.RawMail"})

    def _rows(self, person: Person) -> Any:
        theirs = InboundMail.objects.filter(_arrived(person)).values("pk")
        return RawMail.objects.filter(inbound__in=theirs).exclude(content=b"")

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"mail": self._rows(person).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        return iter(())

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        for raw in self._rows(person).order_by("pk").iterator(chunk_size=20):
            yield File(f"mail/{raw.inbound_id}.eml", content=bytes(raw.content))

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        self._rows(person).update(content=b"")
        # Others' mails name them among those who got it.
        named = [address.encode() for address in person.addresses]
        tickets = InboundMail.objects.filter(_arrived(person), ticket__isnull=False).values("ticket")
        others = RawMail.objects.filter(person.before("inbound__finished_at"), inbound__ticket__in=tickets)
        for raw in others.iterator(chunk_size=20):
            if any(address in bytes(raw.content).lower() for address in named):
                RawMail.objects.filter(pk=raw.pk).update(content=b"")


class Sent:
    """Mail to them: it loses their address, and leaves no more if it waits."""

    labels: Mapping[str, str] = {"email.OutgoingMail": "empties to, cc, refused, headers, text and subject"}
    holds = frozenset(
        f"email.OutgoingMail.{name}" for name in ("to", "cc", "refused", "headers", "reply_to", "secret")
    )
    exports = frozenset({"email.OutgoingMail"})

    def _rows(self, person: Person) -> Any:
        rows = OutgoingMail.objects.alias(
            **{f"{name}_text": Cast(name, TextField()) for name in ("to", "cc", "refused")}
        )
        named = any_of(_among(one) for one in sorted(person.addresses))
        return rows.filter(named, self._sent_to_them(person))

    def _sent_to_them(self, person: Person) -> Q:
        """Before their record was emptied; and since then, in tickets that know the address from before."""
        if person.begun_at is None:
            return Q()
        asks = any_of(Q(ticket__requester__email__iexact=one) for one in sorted(person.addresses))
        since = Q(ticket__in=all_tickets.in_copy_since(person.addresses, person.begun_at))
        of_somebody_new = asks | since | Q(side__created_at__gt=person.begun_at)
        return person.before("created_at") | Q(ticket__isnull=False) & ~of_somebody_new

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"mail": self._rows(person).count()}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        rows = rows_json(self._rows(person))
        names = ("id", "to", "cc", "subject", "text", "created_at", "sent_at")
        yield "sent_mail", [{name: row.get(name) for name in names} for row in rows]

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        for pk in self._rows(person).order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                mail = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=pk)
                self._forget(mail, person)

    def _forget(self, mail: OutgoingMail, person: Person) -> None:
        was_alone = {comparable(one) for one in mail.to} <= person.addresses
        for name in ("to", "cc", "refused"):
            others = [one for one in getattr(mail, name) if comparable(one) not in person.addresses]
            setattr(mail, name, others)
        if was_alone:
            mail.subject, mail.text, mail.html, mail.headers, mail.secret = "", "", "", {}, ""
            mail.domain = ""
            if mail.state in (OutgoingState.QUEUED, OutgoingState.SENDING):
                mail.state, mail.next_attempt_at = OutgoingState.CANCELLED, None
        mail.save()


def _among(address: str) -> Q:
    return any_of(Q(**{f"{name}_text__icontains": address}) for name in ("to", "cc", "refused"))


PERSONS: tuple[Holder, ...] = (
    Originals(),
    Sent(),
    Rows(
        "mail",
        InboundMail,
        by=_arrived,
        sets={"from_address": "", "from_name": "", "subject": "", "detail": "", "message_id": ""},
    ),
    Rows(
        "mail",
        AddressHealth,
        by=lambda person: Q(address__in=person.addresses) & person.before("changed_at"),
    ),
    Rows(
        "mail",
        SenderRule,
        by=lambda person: Q(pattern__in=person.addresses) & person.before("created_at"),
        why_not="what our people decided about an address",
    ),
)


def elsewhere(person: Person) -> list[Elsewhere]:
    """The mailboxes in which their mail lies."""
    rows = InboundMail.objects.filter(_arrived(person)).values_list("mailbox__address", flat=True)
    return [Elsewhere("mail", address) for address in sorted(set(rows))]
