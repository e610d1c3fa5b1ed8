"""How a connection fares: what its calls tell, and who hears of it when it does not work."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from core import pages, ports
from core.events import publish
from integrations.connections import systems
from integrations.connections.events import ConnectionFailed, ConnectionRecovered
from integrations.connections.models import Connection, ConnectionState, Health
from integrations.connections.rate_limits import Allowance

FAILURES = 3
"""A system may be away for a moment; after so many failures in a row somebody should look."""
REMIND_AFTER = timedelta(hours=24)


def note_success(*, connection_id: int, allowance: Allowance, began: datetime, now: datetime) -> None:
    """A call has worked; ends whatever was wrong before it `began`, not what has failed since."""
    limits = _limits(allowance)
    fine = Connection.objects.filter(pk=connection_id, health=Health.OK, failures=0)
    if allowance.wait_until is None and fine.update(last_success_at=now, **limits):
        return
    with transaction.atomic():
        row = _locked(connection_id)
        if row is None:
            return
        for name, value in limits.items():
            setattr(row, name, value)
        had_trouble = row.health in (Health.FAILING, Health.SIGN_IN)
        if (had_trouble or row.failures) and row.last_error_at is not None and row.last_error_at > began:
            row.last_success_at = now
            row.save(update_fields=["last_success_at", *limits])
            return
        row.health, row.failures, row.failing_since, row.alarmed_at = Health.OK, 0, None, None
        row.last_success_at, row.limited_until = now, None
        if allowance.wait_until is not None:
            row.health, row.limited_until = Health.LIMITED, allowance.wait_until
        row.save(update_fields=[*_HEALTH, *limits])
        if had_trouble:
            publish(ConnectionRecovered(connection_id=row.pk, system=row.system))


_HEALTH = ["health", "failures", "failing_since", "alarmed_at", "last_success_at", "limited_until"]


def _locked(connection_id: int) -> Connection | None:
    rows = Connection.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=connection_id).first()


@transaction.atomic
def note_failure(*, connection_id: int, why: str, began: datetime, now: datetime) -> None:
    """
    A call has failed for a reason that is not the call's own: network or the system itself.

    One that `began` before the connection was made anew says nothing of what opens it now.
    """
    row = _locked(connection_id)
    if row is None or row.connected_at > began:
        return
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.last_error, row.last_error_at = why[:400], now
    row.save(update_fields=["failures", "failing_since", "last_error", "last_error_at"])
    if row.failures >= FAILURES and row.health not in (Health.FAILING, Health.SIGN_IN):
        _break(row, Health.FAILING)


def note_error(*, connection_id: int, why: str, now: datetime) -> None:
    """A call was refused for what it asked: shown as the last error, while the connection itself works."""
    Connection.objects.filter(pk=connection_id).update(last_error=why[:400], last_error_at=now)


def note_limited(*, connection_id: int, allowance: Allowance, now: datetime) -> None:
    """The system wants no calls until `allowance.wait_until`; that is no failure."""
    found = Connection.objects.filter(pk=connection_id)
    found.update(limited_until=allowance.wait_until, **_limits(allowance))
    found.filter(health__in=[Health.NEW, Health.OK]).update(health=Health.LIMITED)


@transaction.atomic
def note_sign_in_needed(*, connection_id: int, why: str, began: datetime, now: datetime) -> None:
    """
    Nothing works any more before somebody signs in again.

    A call that `began` before they did was refused with what was good then.
    """
    row = _locked(connection_id)
    if row is None or row.connected_at > began:
        return
    row.last_error, row.last_error_at, row.failing_since = why[:400], now, row.failing_since or now
    row.save(update_fields=["last_error", "last_error_at", "failing_since"])
    if row.health != Health.SIGN_IN:
        _break(row, Health.SIGN_IN)


def _break(row: Connection, health: Health) -> None:
    row.health, row.alarmed_at = health, None
    row.save(update_fields=["health", "alarmed_at"])
    publish(ConnectionFailed(connection_id=row.pk, system=row.system, health=health))


def _limits(allowance: Allowance) -> dict[str, object]:
    told = {
        "rate_limit": allowance.limit,
        "rate_remaining": allowance.remaining,
        "rate_resets_at": allowance.resets_at,
    }
    return {name: value for name, value in told.items() if value is not None}


def problem_of(connection: Connection, language: str = "en") -> str:
    """What somebody has to know of a connection that needs them, in words; empty where nobody is needed."""
    if not connection.needs_somebody:
        return ""
    spec = systems.find(connection.system)
    name = spec.label if spec is not None else connection.system
    which = f"{name} ({connection.account_name})" if connection.account_name else name
    if connection.health == Health.SIGN_IN:
        code, since = "sign_in", ""
    else:
        at = connection.failing_since
        code, since = ("failing_since", f"{at:%Y-%m-%d %H:%M}") if at is not None else ("failing", "")
    told = {"which": which, "since": since, "detail": connection.last_error}
    return pages.text(f"connections.alarm_{code}", language, **told).strip()


def _letter(row: Connection, locale: str) -> tuple[str, str]:
    spec = systems.find(row.system)
    system = spec.label if spec is not None else row.system
    return pages.text("connections.alarm_subject", locale[:2], system=system), problem_of(row, locale[:2])


def in_need() -> list[Connection]:
    """The connections that need somebody."""
    found = Connection.objects.exclude(state=ConnectionState.DISCONNECTED)
    return list(found.filter(health__in=[Health.FAILING, Health.SIGN_IN]).order_by("id"))


@transaction.atomic
def alarms_raise(*, now: datetime) -> int:
    """Write to owners and admins about each connection in need, once a day; returns how many were told."""
    due = Q(alarmed_at__isnull=True) | Q(alarmed_at__lte=now - REMIND_AFTER)
    raised = 0
    for row in in_need():
        if not Connection.objects.filter(due, pk=row.pk).update(alarmed_at=now):
            continue
        spec = systems.find(row.system)
        raised += ports.admin_mail(
            key=f"connection:{row.pk}:{now:%Y%m%d%H}",
            letter=partial(_letter, row),
            path=spec.settings_path if spec is not None else systems.SETTINGS_PATH,
            now=now,
        )
    return raised
