"""Connecting an account at a system, pausing it, and letting it go."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, DomainError, Invalid, NotFound, UpstreamFailed
from integrations.connections import masking, oauth, systems, transport
from integrations.connections.models import (
    Connection,
    ConnectionState,
    Delivery,
    DeliveryState,
    Health,
    HookSecret,
    SyncCursor,
)
from integrations.connections.services.credentials import base_told, tokens_keep
from integrations.connections.services.delivering import NOT_SENT
from integrations.connections.services.sign_in_states import (
    Begun,
    OtherAccount,
    SignInOutcome,
    outcome_of,
    sign_in_begin,
    sign_in_take,
)
from integrations.connections.systems import SystemSpec
from people.policy import require

logger = logging.getLogger(__name__)

RETURN_PATH = "/api/v1/connections/sign-in/return"
_SUBJECT = "connection:"
# What reading an answer of another shape raises.
_NOT_AS_EXPECTED = (LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Account:
    """Whose account a credential opens, as the system says."""

    id: str
    name: str


def redirect_uri() -> str:
    """Where systems send the browser back to."""
    return f"{settings.PUBLIC_URL}{RETURN_PATH}"


def connection_sign_in(
    *, actor: Actor, binding: str, system: str, connection_id: int | None, now: datetime
) -> str:
    """
    The address at which to sign in, for a new connection or for one that has lost its sign-in.

    Raises UnknownSystem, Invalid for a system that wants a key, UpstreamFailed when it is not set up,
    NotFound, Forbidden.
    """
    require(actor, "connection.write")
    spec = systems.get(system)
    if spec.provider is None:
        raise Invalid(f"{spec.label} wants a key.", errors={"api_key": ["Make one there, enter it here."]})
    known = Connection.objects.filter(pk=connection_id or 0, system=system)
    if connection_id is not None and not known.exists():
        raise NotFound("There is no such connection.")
    provider = spec.provider()
    if not provider.is_set_up:
        raise UpstreamFailed(f"{provider.name} is not set up on this installation. {provider.setup}".strip())
    keys = sign_in_begin(
        actor=actor,
        binding=binding,
        subject=f"{_SUBJECT}{system}",
        values={"connection_id": connection_id},
        now=now,
    )
    return oauth.authorization_url(
        provider, state=keys.state, redirect_uri=redirect_uri(), verifier=keys.verifier
    )


@dataclass(frozen=True)
class Returned:
    """Where the browser goes on, how the sign-in ended, and the connection where it ended well."""

    path: str
    outcome: SignInOutcome
    connection: Connection | None = None


def connection_return(*, actor: Actor, binding: str, state: str, code: str, now: datetime) -> Returned:
    """
    End a sign-in with what the browser brought back.

    A browser stands here, not a program, so the outcome holds what went wrong. Must not run within a
    transaction. Raises Forbidden.
    """
    require(actor, "connection.write")
    path = systems.SETTINGS_PATH
    try:
        begun = sign_in_take(actor=actor, binding=binding, state=state, subject_prefix=_SUBJECT, now=now)
        spec = systems.get(begun.subject.removeprefix(_SUBJECT))
        path = spec.settings_path
        if not code or spec.provider is None:
            return Returned(path, SignInOutcome.REFUSED)
        row = _signed_in(actor, spec, spec.provider(), begun, code, now)
    except DomainError as error:
        logger.warning("A sign-in at a system failed", extra={"code": error.code, "why": error.message})
        return Returned(path, outcome_of(error))
    return Returned(path, SignInOutcome.DONE, row)


def _signed_in(
    actor: Actor, spec: SystemSpec, provider: oauth.Provider, begun: Begun, code: str, now: datetime
) -> Connection:
    tokens = oauth.exchange(provider, code=code, redirect_uri=redirect_uri(), verifier=begun.verifier)
    base = base_told(spec, tokens)
    account = _account(spec, base, tokens.access_token)
    values = _Values(account, base_url=base, tokens=tokens)
    return _keep(actor, spec, values, begun.values.get("connection_id"), now)


def connection_with_key(
    *,
    actor: Actor,
    system: str,
    api_key: str,
    base_url: str = "",
    connection_id: int | None = None,
    now: datetime,
) -> Connection:
    """
    Connect by a key; it is tried first, and one that does not work is not kept.

    With `connection_id` the key of a connection changes. Must not run within a transaction. Raises
    UnknownSystem, Invalid, UpstreamFailed, OtherAccount, NotFound, Forbidden.
    """
    require(actor, "connection.write")
    spec = systems.get(system)
    base = transport.checked_base(base_url) if base_url else ""
    if not (base or spec.base_url):
        raise Invalid(f"Where is {spec.label}?", errors={"base_url": ["Enter its address."]})
    if base and spec.base_url:
        raise Invalid(f"{spec.label} has one address for all.", errors={"base_url": ["Leave it out."]})
    if not api_key.strip() or not (api_key.isascii() and api_key.isprintable()):
        wrong = ["Enter the key as the system shows it."]
        raise Invalid("This is not a valid key.", errors={"api_key": wrong})
    fault = spec.key_fault(api_key.strip())
    if fault:
        raise Invalid(fault, errors={"api_key": [fault]})
    account = _account(spec, base, api_key.strip())
    return _keep(actor, spec, _Values(account, base_url=base, api_key=api_key.strip()), connection_id, now)


@dataclass(frozen=True)
class _Values:
    account: Account
    base_url: str = ""
    api_key: str = ""
    tokens: oauth.Tokens | None = None


def _account(spec: SystemSpec, base: str, credential: str) -> Account:
    if not spec.test:
        return Account("", "")
    call = spec.test_call("Whose account it is")
    url = transport.address(base or spec.base_url, call.path, call.query)
    headers = {**spec.headers(), **spec.authorize(credential)}
    reply = transport.send(call.method, url, headers=headers, content=call.content)
    refusal = spec.refusal(reply.status, reply.data)
    if reply.status in (401, 403) or (refusal is not None and refusal.is_sign_in):
        raise Invalid(
            f"{spec.label} does not accept this. Make a new key or sign-in there, with the rights it needs.",
            errors={"api_key": ["Not accepted."]},
        )
    if reply.status >= 300 or refusal is not None:
        raise UpstreamFailed(f"{spec.label} answered {reply.status} when it was tried. Try again later.")
    try:
        account_id, name = spec.account_of(reply.data)
    except _NOT_AS_EXPECTED as error:
        raise UpstreamFailed(
            f"{spec.label} did not say whose account it is. Is its address right?"
        ) from error
    if not _is_account_id(account_id):
        raise UpstreamFailed(f"{spec.label} names its account in a way that cannot be kept.")
    return Account(str(account_id), masking.mask_text(str(name or ""), secrets=[credential], limit=200))


def _is_account_id(value: object) -> bool:
    """Whether accounts can be told apart by it: not cut, not mended, nothing that a database refuses."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return len(str(value)) <= 200 and (str(value).isprintable())


def _keep(
    actor: Actor, spec: SystemSpec, values: _Values, connection_id: int | None, now: datetime
) -> Connection:
    try:
        return _store(actor, spec, values, connection_id, now)
    except IntegrityError:
        # Two sign-ins to one account at the same moment: the second finds the first's row now.
        return _store(actor, spec, values, connection_id, now)
    except DataError as error:
        raise UpstreamFailed(f"{spec.label} sent something that cannot be kept. Try again.") from error


@transaction.atomic
def _store(
    actor: Actor, spec: SystemSpec, values: _Values, connection_id: int | None, now: datetime
) -> Connection:
    rows = Connection.objects.select_for_update(of=("self",), no_key=True).filter(system=spec.key)
    row = rows.filter(pk=connection_id).first() if connection_id is not None else None
    if connection_id is not None and row is None:
        raise NotFound("There is no such connection.")
    account = values.account
    if row is not None and row.account_id and account.id and row.account_id != account.id:
        raise OtherAccount(
            f"This is the account {account.name or account.id}; the connection is that of "
            f"{row.account_name or row.account_id}. Sign in there, or make a new connection."
        )
    others = rows.filter(account_id=account.id).exclude(state=ConnectionState.DISCONNECTED)
    if row is not None and account.id and others.exclude(pk=row.pk).exists():
        raise OtherAccount(
            f"The account {account.name or account.id} has a connection of its own. Use that, or disconnect "
            "it first."
        )
    if row is None and account.id:
        row = others.first()
    is_new = row is None
    row = row or Connection(system=spec.key, connected_at=now)
    row.state = ConnectionState.CONNECTED
    row.account_id, row.account_name = account.id or row.account_id, account.name or row.account_name
    row.base_url, row.api_key = values.base_url, values.api_key
    if values.tokens is not None:
        tokens_keep(row, values.tokens, now=now)
    else:
        row.access_token, row.refresh_token, row.access_token_expires_at = "", "", None
        row.token_version += 1
    row.connected_by_id, row.connected_at = actor.user_id, now
    _forget_trouble(row)
    row.save()
    audit.record(
        actor=actor,
        action="connections.connected" if is_new else "connections.credential_changed",
        target=f"connection:{row.pk}",
        data={"system": spec.key, "account": row.account_name, "scopes": row.scopes},
        now=now,
    )
    return row


def _forget_trouble(row: Connection) -> None:
    row.health, row.failures, row.failing_since, row.alarmed_at = Health.NEW, 0, None, None
    row.last_error, row.last_error_at, row.limited_until = "", None, None
    row.hook_refused_at, row.hook_refused_why = None, ""


@transaction.atomic
def connection_disconnect(*, actor: Actor, connection_id: int, now: datetime) -> Connection:
    """
    Forget what opens it; the log stays. What still waited is not sent any more.

    Raises NotFound, Forbidden.
    """
    row = _locked(actor, connection_id)
    if row.state == ConnectionState.DISCONNECTED:
        return row
    row.state, row.api_key = ConnectionState.DISCONNECTED, ""
    row.access_token, row.refresh_token, row.access_token_expires_at = "", "", None
    row.token_version += 1
    _forget_trouble(row)
    row.save()
    HookSecret.objects.filter(connection=row).delete()
    SyncCursor.objects.filter(connection=row).update(lease="", leased_until=None)
    Delivery.objects.filter(connection=row, state=DeliveryState.QUEUED).update(
        state=DeliveryState.FAILED,
        next_attempt_at=None,
        finished_at=now,
        error=NOT_SENT,
    )
    audit.record(
        actor=actor,
        action="connections.disconnected",
        target=f"connection:{row.pk}",
        data={"system": row.system, "account": row.account_name},
        now=now,
    )
    return row


@transaction.atomic
def connection_pause(*, actor: Actor, connection_id: int, now: datetime) -> Connection:
    """Read and send nothing until it is resumed; what comes in and what is to leave waits."""
    return _switch(actor, connection_id, ConnectionState.PAUSED, "connections.paused", now)


@transaction.atomic
def connection_resume(*, actor: Actor, connection_id: int, now: datetime) -> Connection:
    """Go on with what waited."""
    return _switch(actor, connection_id, ConnectionState.CONNECTED, "connections.resumed", now)


def _switch(actor: Actor, connection_id: int, to: ConnectionState, action: str, now: datetime) -> Connection:
    row = _locked(actor, connection_id)
    if row.state == ConnectionState.DISCONNECTED:
        raise Conflict("This connection has ended. Connect again.")
    if row.state != to:
        row.state = to
        row.save(update_fields=["state"])
        audit.record(actor=actor, action=action, target=f"connection:{row.pk}", now=now)
    return row


def _locked(actor: Actor, connection_id: int) -> Connection:
    require(actor, "connection.write")
    row = Connection.objects.select_for_update(of=("self",), no_key=True).filter(pk=connection_id).first()
    if row is None:
        raise NotFound("There is no such connection.")
    return row
