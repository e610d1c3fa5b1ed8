"""
`Idempotency-Key`: repeating a create returns the first answer.

The key is stored in the transaction of the create itself, so that neither a crash nor two simultaneous calls
can create it twice. The answer is stored as it is, in plain text and for days: a view names in `never_stored`
what must not be read there, such as a link that lets somebody in.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import orjson
from django.db import connection
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor
from core.api.rendering import JSONRenderer
from core.errors import Conflict, Invalid
from core.models import IdempotencyKey
from core.transactions import whole

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


class KeyReused(Conflict):
    """The key was already used with a different request."""

    code = "idempotency_key_reused"
    status = 422


def idempotent(request: Request, actor: Actor, create: Callable[[], Response]) -> Response:
    """
    Run `create` once for each key of an actor; without the header, simply run it.

    A repeated call gets the stored answer with `Idempotency-Replayed: true`, and null for what the view
    declares as `never_stored`. Raises KeyReused when the key came with a different request, Invalid when it
    is malformed.
    """
    view = request.parser_context["view"]
    if not view.takes_key:
        raise RuntimeError("The view must declare takes_key, so that its description tells of the key.")
    key = request.headers.get(HEADER)
    if key is None:
        with whole():
            return create()
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise Invalid("Idempotency-Key must be 1 to 200 printable characters.")
    fingerprint = _fingerprint(request)
    with whole():
        row_id = _take(actor.ref, key, fingerprint)
        if row_id is None:
            return _replay(IdempotencyKey.objects.get(actor_ref=actor.ref, key=key), fingerprint)
        response = create()
        headers = {name: value for name, value in response.headers.items() if name in ("ETag", "Location")}
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_idempotencykey SET status = %s, body = %s::jsonb, headers = %s::jsonb"
                " WHERE id = %s",
                [
                    response.status_code,
                    _json(without(response.data, view.never_stored)),
                    _json(headers),
                    row_id,
                ],
            )
    return response


def without(data: Any, names: Collection[str]) -> Any:
    """A copy of `data` with null for these members, at any depth."""
    if isinstance(data, Mapping):
        return {key: None if key in names else without(value, names) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [without(value, names) for value in data]
    return data


def _json(value: Any) -> str:
    return (JSONRenderer().render(value) or b"null").decode()


def _take(actor_ref: str, key: str, fingerprint: str) -> int | None:
    """
    Store the key and return its row's id, or None if it is taken.

    A second call with this key waits here until the first has committed or failed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotencykey (actor_ref, key, fingerprint, status, headers)"
            " VALUES (%s, %s, %s, 0, '{}') ON CONFLICT (actor_ref, key) DO NOTHING RETURNING id",
            [actor_ref, key, fingerprint],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _replay(row: IdempotencyKey, fingerprint: str) -> Response:
    if row.fingerprint != fingerprint:
        raise KeyReused(
            "This Idempotency-Key was used with another request. Use a new key for a new request."
        )
    return Response(
        row.body, status=row.status, headers=row.headers | {REPLAYED: "true", "Idempotent-Replayed": "true"}
    )


def _fingerprint(request: Request) -> str:
    body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS, default=str)
    # Keyed: bodies carry mailbox passwords, which could be guessed from a plain digest.
    told = f"{request.method} {request.path}\n".encode() + body
    return salted_hmac("candor.idempotency", told, algorithm="sha256").hexdigest()
