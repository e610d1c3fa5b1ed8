"""Trying a connection."""

from dataclasses import dataclass

from core.actors import Actor
from core.errors import DomainError, NotFound
from integrations.connections import systems
from integrations.connections.models import Connection
from integrations.connections.services.calling import read
from people.policy import require


@dataclass(frozen=True)
class Tested:
    """Whether it works, and in words why not."""

    ok: bool
    detail: str


def connection_test(*, actor: Actor, connection_id: int) -> Tested:
    """
    Ask the system for something that changes nothing. Must not run within a transaction.

    Raises NotFound, Forbidden.
    """
    require(actor, "connection.write")
    row = Connection.objects.filter(pk=connection_id).first()
    if row is None:
        raise NotFound("There is no such connection.")
    spec = systems.get(row.system)
    if not spec.test:
        return Tested(True, f"{spec.label} offers nothing to try; the next call will tell.")
    try:
        reply = read(connection_id=row.pk, call=spec.test_call("Trying the connection"))
    except DomainError as error:
        return Tested(False, error.message)
    return Tested(True, f"{spec.label} answered in {reply.milliseconds} ms.")
