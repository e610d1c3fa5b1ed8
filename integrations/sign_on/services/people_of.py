"""Whose account a proven sign-in opens, and with which role."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from core import audit
from core.actors import SYSTEM
from core.errors import Invalid
from core.hosts import ascii_name
from integrations.sign_on.facts import Facts
from integrations.sign_on.models import Link, Provider
from integrations.sign_on.problems import Problem, Refused
from people.actors import staff_actor
from people.models import Role, User
from people.selectors.internal import user_any_by_email
from people.services import person_admit, person_join, user_update


@transaction.atomic
def person_sign_in(*, provider: Provider, facts: Facts, now: datetime) -> User:
    """
    The account of whoever signed in.

    After the first time the subject alone decides, and an address is nothing to it any more. The first time
    the provider must vouch for the address, the address must be of its domains, and the account must exist
    or be invited; else one is made where the provider may do so. `provider` is locked, so that two first
    sign-ins at once wait for each other. Raises Refused.
    """
    require_lasting(facts)
    link = Link.objects.filter(provider=provider, subject=facts.subject).select_related("user").first()
    user = link.user if link is not None else _first_time(provider, facts, now=now)
    _require_open(user)
    if link is None:
        link = Link(provider=provider, user=user, subject=facts.subject, linked_at=now)
        audit.record(
            actor=staff_actor(user),
            action="sign_on.linked",
            target=f"user:{user.pk}",
            now=now,
            data={"provider": provider.name, "subject": facts.subject, "email": facts.email},
        )
    link.email, link.last_used_at = facts.email, now
    link.save()
    user = _with_role(user, role_for(provider, facts), now=now)
    provider.last_used_at = now
    provider.save(update_fields=["last_used_at"])
    audit.record(
        actor=staff_actor(user),
        action="sign_on.signed_in",
        target=f"user:{user.pk}",
        now=now,
        data={"provider": provider.name},
    )
    return user


def require_lasting(facts: Facts) -> None:
    """Raise Refused for a subject that can be given to somebody else."""
    if not facts.is_lasting:
        raise Refused(
            Problem.ADDRESS_AS_SUBJECT,
            f"The NameID ({facts.name_format or 'without a format'}) or the chosen attribute is an address. "
            "Have the provider send a lasting id, or name an attribute that holds one.",
        )


def require_proven(provider: Provider, facts: Facts) -> None:
    """Raise Refused for an address that may neither find nor make an account."""
    if not facts.email or not facts.is_verified:
        raise Refused(
            Problem.UNVERIFIED,
            "The provider did not say email_verified for the address."
            if facts.email
            else "No address came that can be used.",
        )
    try:
        domain = ascii_name(facts.domain)
    except ValueError:
        domain = ""
    if domain not in provider.domains:
        raise Refused(Problem.FOREIGN_DOMAIN, f"{facts.domain} is none of the provider's domains.")


def role_for(provider: Provider, facts: Facts) -> str:
    """The role of the first group that somebody is in; empty when none decides."""
    mine = set(facts.groups)
    return next((row["role"] for row in provider.group_roles if row["group"] in mine), "")


def _first_time(provider: Provider, facts: Facts, *, now: datetime) -> User:
    require_proven(provider, facts)
    known = user_any_by_email(facts.email)
    if known is None:
        if not provider.creates_people:
            raise Refused(Problem.UNKNOWN_PERSON)
        role = role_for(provider, facts) or provider.created_role
        try:
            return person_admit(address=facts.email, name=facts.name, role=role, now=now)
        except Invalid as error:
            # Somebody may have invited them at this very moment.
            known = user_any_by_email(facts.email)
            if known is None:
                raise Refused(Problem.UNKNOWN_PERSON, error.message) from error
    if Link.objects.filter(provider=provider, user=known).exists():
        # The address was given to somebody else, or the provider forgot who they are.
        raise Refused(Problem.LINKED_OTHERWISE, "The account is linked to another subject.")
    _require_open(known, or_invited=True)
    return person_join(user_id=known.pk, name=facts.name, now=now) if known.is_invited else known


def _require_open(user: User, *, or_invited: bool = False) -> None:
    is_closed = user.email.rpartition("@")[2].lower() in settings.CLOSED_SIGN_IN_DOMAINS
    is_open = user.is_active or (or_invited and user.is_invited)
    if is_closed or not is_open:
        raise Refused(Problem.DEACTIVATED)


def _with_role(user: User, role: str, *, now: datetime) -> User:
    """Groups decide below owners only: they neither make nor unmake one."""
    if not role or role == user.role or Role.OWNER in (role, user.role):
        return user
    return user_update(actor=SYSTEM, user_id=user.pk, changes={"role": role}, now=now)
