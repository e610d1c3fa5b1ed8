"""What a person does with suspended and failed mail, and with senders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.addresses import comparable
from core.errors import Conflict, Invalid, NotFound
from core.queue import enqueue_on_commit
from integrations.email.models import InboundMail, InboundState, RawMail, SenderRule
from people.policy import require
from people.services import valid_email

MOST = 200


@dataclass
class Done:
    """Which mails were changed, and why the others were not."""

    changed: list[int] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def suspended_recover(*, actor: Actor, ids: Sequence[int], allow_sender: bool = False, now: datetime) -> Done:
    """
    Let suspended mails through; with `allow_sender`, later mail from the same sender too.

    They are parsed again in the background; nothing is held back that the person has seen.
    """
    require(actor, "mail.review")
    done = Done()
    mailboxes: set[int] = set()
    for mail in _locked(actor, ids, done):
        if mail.state != InboundState.SUSPENDED:
            done.failed.append({"id": mail.pk, "detail": f"It is {mail.get_state_display().lower()}."})
            continue
        if allow_sender and mail.from_address:
            _rule(comparable(mail.from_address), SenderRule.Kind.ALLOW, actor, now=now)
        mail.state, mail.is_recovered, mail.attempts = InboundState.FETCHED, True, 0
        mail.next_attempt_at, mail.finished_at = now, None
        mail.save(update_fields=["state", "is_recovered", "attempts", "next_attempt_at", "finished_at"])
        mailboxes.add(mail.mailbox_id)
        done.changed.append(mail.pk)
    audit.record(
        actor=actor, action="email.mail_recovered", target="mail", now=now, data={"ids": done.changed}
    )
    for mailbox_id in mailboxes:
        _read_soon(mailbox_id)
    return done


@transaction.atomic
def suspended_delete(*, actor: Actor, ids: Sequence[int], now: datetime) -> Done:
    """Delete suspended mails. Their log lines stay, so that they are recognized if they come again."""
    require(actor, "mail.review")
    done = Done()
    for mail in _locked(actor, ids, done):
        if mail.state != InboundState.SUSPENDED:
            done.failed.append({"id": mail.pk, "detail": f"It is {mail.get_state_display().lower()}."})
            continue
        RawMail.objects.filter(inbound=mail).delete()
        mail.state, mail.finished_at = InboundState.DELETED, now
        mail.save(update_fields=["state", "finished_at"])
        done.changed.append(mail.pk)
    audit.record(actor=actor, action="email.mail_deleted", target="mail", now=now, data={"ids": done.changed})
    return done


@transaction.atomic
def mail_retry(*, actor: Actor, inbound_id: int, now: datetime) -> Done:
    """Try a failed mail now instead of later. Raises NotFound, Conflict, Forbidden."""
    require(actor, "mail.review")
    seen = InboundMail.objects.visible_to(actor).filter(pk=inbound_id)
    mail = InboundMail.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if mail is None:
        raise NotFound("There is no such mail.")
    if mail.state not in (InboundState.FAILED, InboundState.FETCHED):
        raise Conflict(f"This mail is {mail.get_state_display().lower()}.", code="email.nothing_to_retry")
    mail.next_attempt_at = now
    mail.save(update_fields=["next_attempt_at"])
    _read_soon(mail.mailbox_id)
    return Done(changed=[mail.pk])


def _locked(actor: Actor, ids: Sequence[int], done: Done) -> list[InboundMail]:
    if len(ids) > MOST:
        raise Invalid(f"At most {MOST} mails at once.", errors={"ids": ["Too many."]})
    seen = InboundMail.objects.visible_to(actor).filter(pk__in=list(ids)).values("pk")
    found = list(InboundMail.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("id"))
    known = {mail.pk for mail in found}
    done.failed += [{"id": one, "detail": "There is no such mail."} for one in ids if one not in known]
    return found


def _read_soon(mailbox_id: int) -> None:
    enqueue_on_commit("integrations.email.tasks.read", mailbox_id=mailbox_id)


def _rule(pattern: str, kind: str, actor: Actor, *, now: datetime) -> SenderRule:
    rule, _ = SenderRule.objects.update_or_create(
        pattern=pattern, defaults={"kind": kind, "added_by_ref": actor.ref, "created_at": now}
    )
    return rule


@transaction.atomic
def rule_save(*, actor: Actor, pattern: str, kind: str, now: datetime) -> SenderRule:
    """
    Always or never accept mail from an address, or a domain as `@example.com`; the latest rule counts.

    Raises Invalid, Forbidden.
    """
    require(actor, "mail.review")
    given = pattern.strip()
    if kind not in SenderRule.Kind.values:
        raise Invalid("kind must be allow or block.", errors={"kind": ["Unknown."]})
    try:
        given = valid_email(f"x{given}")[1:] if given.startswith("@") else valid_email(given)
    except Invalid as error:
        raise Invalid(
            "Give an address, or a domain such as @example.com.", errors={"pattern": ["Not an address."]}
        ) from error
    rule = _rule(given, kind, actor, now=now)
    audit.record(
        actor=actor,
        action="email.sender_rule_saved",
        target=f"rule:{rule.pk}",
        now=now,
        data={"pattern": given, "kind": kind},
    )
    return rule


@transaction.atomic
def rule_delete(*, actor: Actor, rule_id: int, now: datetime) -> None:
    """Forget a rule. Raises NotFound, Forbidden."""
    require(actor, "mail.review")
    rule = SenderRule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("There is no such rule.")
    audit.record(
        actor=actor,
        action="email.sender_rule_deleted",
        target=f"rule:{rule.pk}",
        now=now,
        data={"pattern": rule.pattern, "kind": rule.kind},
    )
    rule.delete()
