"""Lending people to another team for a time: they take its work as well, until that time is over."""

from datetime import datetime, timedelta

from django.db import transaction

from core import audit
from core.actors import SYSTEM, Actor
from core.errors import Conflict, Invalid, NotFound
from people.answering import can_answer
from people.models import Team, TeamMembership, User
from people.policy import require
from people.selectors.hours import require_loan
from people.services.teams import tell_access

MAX_LOAN = timedelta(days=366)


@transaction.atomic
def person_lend(*, actor: Actor, user_id: int, team_id: int, until: datetime, now: datetime) -> Team:
    """
    Put somebody into a team until then, beside their own; who is lent already is so until the new time.

    Supervisors lend the people of their teams to teams of theirs, whoever sees all tickets anybody to any.
    Raises Forbidden, NotFound, Invalid, Conflict for somebody who is in the team anyway.
    """
    user, team = _found(actor, user_id, team_id)
    if not can_answer(user):
        raise Invalid(f"{user.name} cannot answer customers. Choose somebody who can.")
    if until <= now:
        raise Invalid("This time is over. Choose one that lies ahead.", errors={"until": ["Is over."]})
    if until - now > MAX_LOAN:
        raise Invalid(
            "Somebody is lent for a year at most. Who stays longer belongs into the team.",
            errors={"until": ["More than a year ahead."]},
        )
    loan, is_new = TeamMembership.objects.select_for_update().get_or_create(
        team=team, user=user, defaults={"lent_until": until}
    )
    if not is_new and loan.lent_until is None:
        raise Conflict(f"{user.name} is in {team.name} anyway. Choose another team.")
    loan.lent_until = until
    loan.save(update_fields=["lent_until"])
    _note(actor, "people.lent", loan, until=until, now=now)
    if is_new:
        tell_access(user.pk)
    return team


@transaction.atomic
def person_bring_back(*, actor: Actor, user_id: int, team_id: int, now: datetime) -> None:
    """End a loan before its time. Raises Forbidden, NotFound."""
    user, team = _found(actor, user_id, team_id)
    loan = (
        TeamMembership.objects.select_for_update()
        .filter(team=team, user=user, lent_until__isnull=False)
        .first()
    )
    if loan is None:
        raise NotFound(f"{user.name} is not lent to {team.name}, or not any more. Load the list again.")
    _end(actor, "people.brought_back", loan, now=now)


def loans_end(*, now: datetime, limit: int = 200) -> int:
    """Take people out of teams whose loan is over; returns how many."""
    with transaction.atomic():
        over = TeamMembership.objects.select_for_update(skip_locked=True).filter(lent_until__lte=now)
        rows = list(over.order_by("lent_until")[:limit])
        for loan in rows:
            _end(SYSTEM, "people.loan_ended", loan, now=now)
    return len(rows)


def _end(actor: Actor, action: str, loan: TeamMembership, *, now: datetime) -> None:
    _note(actor, action, loan, until=loan.lent_until, now=now)
    loan.delete()
    tell_access(loan.user_id)


def _found(actor: Actor, user_id: int, team_id: int) -> tuple[User, Team]:
    require(actor, "ticket.assign_others")
    # Locked: a team that is deleted meanwhile would fail the whole transaction at its end.
    team = Team.objects.select_for_update(no_key=True).filter(pk=team_id).first()
    people = User.objects.select_for_update(of=("self",), no_key=True)
    user = people.filter(pk=user_id, is_active=True).first()
    if user is None or team is None:
        raise NotFound("There is no such person or team.")
    require_loan(actor, user_id=user_id, team_id=team_id)
    return user, team


def _note(actor: Actor, action: str, loan: TeamMembership, *, until: datetime | None, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        target=f"user:{loan.user_id}",
        now=now,
        data={"team_id": loan.team_id, "until": until.isoformat() if until else None},
    )
