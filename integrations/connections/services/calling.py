"""Calling a system: signed in, within its limits, told in words when it fails."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import clock
from core.errors import DomainError, NotFound, RateLimited, UpstreamFailed
from integrations.connections import backoff, masking, rate_limits, systems, transport
from integrations.connections.models import Connection, Delivery, DeliveryState, Direction
from integrations.connections.oauth import SignInNeeded
from integrations.connections.services import health
from integrations.connections.services.credentials import Credential, credential
from integrations.connections.systems import SystemSpec
from integrations.connections.transport import Call, Lost, Reply

logger = logging.getLogger(__name__)

READ_TRIES = 3
SHORT_PAUSE = timedelta(seconds=0.5)
SHORT_WAIT = timedelta(seconds=3)
"""How long a limit may last for a read to wait for its end at once."""


class CallRefused(UpstreamFailed):
    """The system refuses what was asked; asking again changes nothing. `status` is the system's."""

    code = "connections.call_refused"


@dataclass(frozen=True)
class Try:
    """How one attempt ended."""

    state: DeliveryState
    at: datetime
    reply: Reply | None = None
    error: DomainError | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
    not_before: datetime | None = None

    @property
    def may_repeat(self) -> bool:
        """Whether the same call may succeed later."""
        return self.state in (DeliveryState.FAILED, DeliveryState.IN_DOUBT)


def read(*, connection_id: int, call: Call) -> Reply:
    """
    Ask a system for something; tried again a few times, within seconds, where that may help.

    One line in the delivery log, whatever comes of it. Must not run within a transaction. Raises
    CallRefused, SignInNeeded, ConnectionPaused, RateLimited, UpstreamFailed.
    """
    if not call.reads:
        raise ValueError("A change is sent by delivery_queue or send_now.")
    began = clock.now()
    tries: list[Try] = []
    for number in range(1, READ_TRIES + 1):
        one = attempt(connection_id=connection_id, call=call)
        tries.append(one)
        if not one.may_repeat or number == READ_TRIES:
            break
        until = one.not_before
        if until is not None and until - clock.now() > SHORT_WAIT:
            break
        pause = backoff.delay(number, first=SHORT_PAUSE)
        if until is not None:
            pause += max(until - clock.now(), timedelta())
        time.sleep(pause.total_seconds())
    last = tries[-1]
    row = Delivery(connection_id=connection_id, direction=Direction.IN, created_at=began, started_at=began)
    describe(row, call)
    for one in tries:
        note(row, one)
    row.state = DeliveryState.FAILED if last.state == DeliveryState.IN_DOUBT else last.state
    row.finished_at = clock.now()
    row.save()
    if last.error is not None:
        raise last.error
    if last.reply is None:
        raise UpstreamFailed("The system gave no answer.")
    return last.reply


def attempt(*, connection_id: int, call: Call) -> Try:
    """
    One attempt, with one renewal of the sign-in when it is refused, and what it tells of the connection.

    Writes no line of the log. Raises nothing that a call can meet: `Try.error` holds it.
    """
    now = clock.now()
    try:
        row, spec = _ready(connection_id, now)
        key = credential(connection_id=connection_id, now=now)
        reply = _send(spec, key, call)
        if reply.status == 401 and spec.provider is not None and not row.api_key:
            key = credential(connection_id=connection_id, now=clock.now(), refused=key.version)
            reply = _send(spec, key, call)
    except RateLimited as error:
        return Try(DeliveryState.FAILED, now, error=error, not_before=_until(error, now))
    except Lost as error:
        health.note_failure(connection_id=connection_id, why=error.message, began=now, now=clock.now())
        # What only reads, or means the same twice, leaves nobody in doubt.
        sure = call.reads or call.method in transport.REPEATABLE
        return Try(DeliveryState.FAILED if sure else DeliveryState.IN_DOUBT, now, error=error)
    except UpstreamFailed as error:
        health.note_failure(connection_id=connection_id, why=error.message, began=now, now=clock.now())
        return Try(DeliveryState.FAILED, now, error=error)
    except SignInNeeded as error:
        return Try(DeliveryState.REFUSED, now, error=error)
    except DomainError as error:
        return Try(DeliveryState.FAILED, now, error=error)
    return _judge(connection_id, spec, call, reply, (key.value,), now)


def _ready(connection_id: int, now: datetime) -> tuple[Connection, SystemSpec]:
    row = Connection.objects.filter(pk=connection_id).first()
    if row is None:
        raise NotFound("There is no such connection.")
    spec = systems.get(row.system)
    until = row.limited_until
    if until is None and _is_nearly_used_up(row, spec, now):
        until = row.rate_resets_at
    if until is not None and until > now:
        seconds = max(1, round((until - now).total_seconds()))
        raise RateLimited(
            f"{spec.label} takes no more calls for {seconds} seconds. It goes on by itself then.",
            retry_after=seconds,
        )
    return row, spec


def _is_nearly_used_up(row: Connection, spec: SystemSpec, now: datetime) -> bool:
    if not spec.keeps_free or row.rate_limit is None or row.rate_remaining is None:
        return False
    is_current = row.rate_resets_at is not None and row.rate_resets_at > now
    return is_current and row.rate_remaining <= row.rate_limit * spec.keeps_free


def _until(error: RateLimited, now: datetime) -> datetime:
    return now + timedelta(seconds=int(error.data.get("retry_after", 1)))


def _send(spec: SystemSpec, key: Credential, call: Call) -> Reply:
    headers = dict(spec.headers()) | dict(spec.authorize(key.value))
    if call.key and spec.idempotency_header:
        headers[spec.idempotency_header] = call.key
    url = transport.address(key.base_url or spec.base_url, call.path, call.query)
    return transport.send(call.method, url, headers=headers, content=call.content)


def _judge(
    connection_id: int, spec: SystemSpec, call: Call, reply: Reply, secrets: tuple[str, ...], now: datetime
) -> Try:
    """What an answer means, for the call and for the connection; `now` is when the attempt began."""
    allowance = rate_limits.read(reply.status, reply.headers, now=now)
    refusal = spec.refusal(reply.status, reply.data)
    told = refusal.text if refusal is not None else ""
    is_limit = reply.status == 429 or (refusal is not None and refusal.is_limit)
    if is_limit or (reply.status == 503 and allowance.wait_until is not None):
        waits = refusal.wait if refusal is not None and refusal.wait is not None else rate_limits.SOON
        until = allowance.wait_until or now + waits
        allowance = rate_limits.Allowance(allowance.limit, allowance.remaining, allowance.resets_at, until)
        health.note_limited(connection_id=connection_id, allowance=allowance, now=now)
        limited = RateLimited(
            f"{spec.label} wants no more calls until {until:%H:%M:%S} UTC. It goes on by itself then.",
            retry_after=max(1, round((until - now).total_seconds())),
        )
        return Try(DeliveryState.FAILED, now, reply, limited, secrets, until)
    if reply.status == 401 or (refusal is not None and refusal.is_sign_in):
        why = f"{spec.label} does not accept our sign-in any more. Sign in again. {told}".strip()
        health.note_sign_in_needed(connection_id=connection_id, why=why, began=now, now=clock.now())
        return Try(DeliveryState.REFUSED, now, reply, SignInNeeded(why), secrets)
    if reply.status >= 500:
        failed = UpstreamFailed(f"{spec.label} answered {reply.status}: it has trouble of its own.")
        health.note_failure(connection_id=connection_id, why=failed.message, began=now, now=clock.now())
        is_sure = call.reads or not spec.doubts_errors or call.method in transport.REPEATABLE
        state = DeliveryState.FAILED if is_sure else DeliveryState.IN_DOUBT
        return Try(state, now, reply, failed, secrets)
    health.note_success(connection_id=connection_id, allowance=allowance, began=now, now=clock.now())
    if reply.status >= 300 or refusal is not None:
        text = told or _words(spec, reply, secrets)
        health.note_error(connection_id=connection_id, why=text, now=now)
        return Try(DeliveryState.REFUSED, now, reply, CallRefused(text, status=reply.status), secrets)
    return Try(DeliveryState.DONE, now, reply, secrets=secrets)


_WORDS: dict[int, str] = {
    400: "does not understand what was sent",
    403: "does not allow this: the sign-in lacks a right there",
    404: "does not have it, or does not show it to us",
    409: "has another state of it",
    413: "finds it too large",
    422: "does not take these values",
}


def _words(spec: SystemSpec, reply: Reply, secrets: tuple[str, ...]) -> str:
    what = _WORDS.get(reply.status, f"answered {reply.status}")
    told = _told(reply)
    text = f"{spec.label} {what}{': ' + told if told else ''}."
    return masking.mask_text(text, secrets=secrets, limit=380)


def _told(reply: Reply) -> str:
    """The system's own words, from the members where systems put them."""
    data = reply.data
    readers: list[Callable[[], object]] = [
        lambda: data["error"]["message"],
        lambda: data["errors"][0]["message"],
        lambda: data["message"],
        lambda: data["error_description"],
        lambda: data["error"],
        lambda: data[0]["message"],
    ]
    for reader in readers:
        try:
            found = reader()
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(found, str) and found:
            return " ".join(found.split())[:240].rstrip(".")
    return ""


def describe(row: Delivery, call: Call) -> None:
    """Write down what is asked, without secrets."""
    row.method, row.purpose, row.key = call.method, call.purpose[:200], call.key
    query = "&".join(f"{name}={value}" for name, value in call.query.items())
    row.url = masking.mask_url(f"{call.path}{'?' + query if query else ''}")
    content = call.content
    row.request_shown = "" if content is None else masking.mask_body(content)


def note(row: Delivery, one: Try) -> None:
    """Write down how an attempt ended; the caller decides about the state and saves."""
    row.attempts += 1
    row.status = one.reply.status if one.reply is not None else None
    row.milliseconds = one.reply.milliseconds if one.reply is not None else None
    row.response_shown = "" if one.reply is None else masking.mask_body(one.reply.body, secrets=one.secrets)
    row.error = (
        "" if one.error is None else masking.mask_text(one.error.message, secrets=one.secrets, limit=400)
    )
    row.tries = [
        *row.tries,
        {
            "at": one.at.isoformat(),
            "status": row.status,
            "milliseconds": row.milliseconds,
            "error": row.error,
        },
    ][-20:]
