"""
`Candor-Cause`: a program says which delivery of a webhook made it call.

What it changes is one deeper than the delivery's event, and is not sent back to that webhook: two programs
that answer each other come to an end.
"""

from http import HTTPStatus

from rest_framework.request import Request

from core import ports
from core.actors import Actor
from core.errors import DomainError
from core.events import Cause

HEADER = "Candor-Cause"
DEEPEST = 1000
"""As deep as it is counted; what is this deep left no webhook for long."""


class UnknownCause(DomainError):
    """The delivery that a call names as its cause is not known here."""

    code = "unknown_cause"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


def cause_of(request: Request) -> Cause | None:
    """
    The cause that a call of staff or their programs names; None without the header.

    Raises UnknownCause. It is refused, not overlooked: a mistyped header would let a loop run on.
    """
    text = request.headers.get(HEADER)
    if text is None or not (isinstance(request.auth, Actor) and request.auth.is_staff):
        return None
    found = ports.delivery_named(text)
    if found is None:
        raise UnknownCause(
            f"{HEADER} names no delivery of this installation. Send what came as Candor-Delivery, or leave "
            "the header out."
        )
    return Cause(min(found.depth + 1, DEEPEST), found.origin)
