"""What opens a connection, still good at the moment of use."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from core.errors import Conflict, Invalid, NotFound, UpstreamFailed
from integrations.connections import oauth, systems, transport
from integrations.connections.models import Connection, ConnectionState, Health
from integrations.connections.services.health import note_sign_in_needed
from integrations.connections.systems import SystemSpec

RENEW_BEFORE = timedelta(minutes=3)
LONGEST_BASE = 300


class ConnectionPaused(Conflict):
    """The connection is paused or ended: nothing is read or sent."""

    code = "connections.paused"


@dataclass(frozen=True)
class Credential:
    """A key or token, the number of its version, and where it is good; empty where all share one address."""

    value: str = field(repr=False)
    version: int
    base_url: str = ""


def credential(*, connection_id: int, now: datetime, refused: int | None = None) -> Credential:
    """
    What to sign in with; an access token is renewed when it ends soon, or when version `refused` was.

    The renewal holds the row: two workers never spend the same refresh token, which is good once with most
    systems, and whoever waited takes what the other has got. So this must not run within a transaction.
    Raises ConnectionPaused, SignInNeeded, UpstreamFailed, NotFound.
    """
    row = Connection.objects.filter(pk=connection_id).first()
    if row is None:
        raise NotFound("There is no such connection.")
    _require_usable(row)
    if _is_good(row, now, refused):
        return _of(row)
    dead: oauth.SignInNeeded | None = None
    # Not the key: lines of the log and webhooks that refer to the row are stored meanwhile.
    with transaction.atomic(durable=True):
        row = Connection.objects.select_for_update(of=("self",), no_key=True).get(pk=connection_id)
        _require_usable(row)
        if _is_good(row, now, refused):
            return _of(row)
        try:
            _renew(row, now)
        except oauth.SignInNeeded as error:
            dead = error
            note_sign_in_needed(connection_id=row.pk, why=error.message, began=now, now=now)
    if dead is not None:
        raise dead
    return _of(row)


def tokens_keep(row: Connection, tokens: oauth.Tokens, *, now: datetime) -> None:
    """Store new tokens; a system that renews no refresh token leaves the old one good."""
    row.access_token = tokens.access_token
    row.refresh_token = tokens.refresh_token or row.refresh_token
    row.access_token_expires_at = now + timedelta(seconds=tokens.expires_in)
    row.token_version += 1
    row.scopes = list(tokens.scopes) or row.scopes


TOKEN_FIELDS = ["access_token", "refresh_token", "access_token_expires_at", "token_version", "scopes"]


def _renew(row: Connection, now: datetime) -> None:
    spec = systems.get(row.system)
    if row.api_key or spec.provider is None:
        raise oauth.SignInNeeded("The key is not accepted any more. Make a new one there and enter it here.")
    tokens = oauth.refresh(spec.provider(), refresh_token=row.refresh_token)
    tokens_keep(row, tokens, now=now)
    with suppress(UpstreamFailed):
        # An account may have moved; one that does not say where it is has not.
        row.base_url = base_told(spec, tokens) or row.base_url
    row.save(update_fields=[*TOKEN_FIELDS, "base_url"])


def base_told(spec: SystemSpec, tokens: oauth.Tokens) -> str:
    """Where the API of this account is, as a sign-in told; empty for a system with one address for all."""
    try:
        base = spec.base_of(tokens.answer)
        if base and not (base.isprintable() and len(base) <= LONGEST_BASE):
            raise ValueError("This is not an address that is kept.")
        return transport.checked_base(base) if base else ""
    except (LookupError, TypeError, ValueError, AttributeError, Invalid) as error:
        raise UpstreamFailed(
            f"{spec.label} did not say where it is reached, or named an address that may not be called."
        ) from error


def _require_usable(row: Connection) -> None:
    if row.state != ConnectionState.CONNECTED:
        raise ConnectionPaused(f"This connection is {row.get_state_display().lower()}.")
    if row.health == Health.SIGN_IN:
        raise oauth.SignInNeeded(row.last_error or "Somebody has to sign in again first.")


def _is_good(row: Connection, now: datetime, refused: int | None) -> bool:
    if refused is not None and row.token_version == refused:
        return False
    if row.api_key or (row.access_token and not row.refresh_token):
        # Some systems' tokens end only when they are withdrawn.
        return True
    expires = row.access_token_expires_at
    return bool(row.access_token) and expires is not None and expires - now > RENEW_BEFORE


def _of(row: Connection) -> Credential:
    return Credential(row.api_key or row.access_token, row.token_version, row.base_url)
