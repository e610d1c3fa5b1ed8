"""Who may call an endpoint at all; `visible_to` decides what they see there."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from core.actors import Actor

if TYPE_CHECKING:
    from rest_framework.views import APIView


class IsStaffActor(BasePermission):
    """
    A staff user, or a staff user's token with sufficient scopes.

    Views name their area in `scope` (`tickets`); reading needs `tickets:read`, anything else `tickets:write`,
    and each further kind of record in the answer its own `…:read` (`also_reads`). Writing includes reading.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        actor = request.auth
        if not isinstance(actor, Actor) or not actor.is_staff:
            return False
        if actor.scopes is None:
            return True
        area = getattr(view, "scope", "")
        is_read = request.method in SAFE_METHODS or getattr(view, "asks", False)
        if not (actor.may_read(area) if is_read else actor.may_write(area)):
            self.message = lacking(f"{area}:{'read' if is_read else 'write'}")
            return False
        is_blind = not is_read and getattr(view, "writes_blind", False)
        also = () if is_blind else getattr(view, "also_reads", ())
        missing = [name for name in also if not actor.may_read(name)]
        if missing:
            self.message = lacking(f"{missing[0]}:read")
        return not missing


def lacking(scope: str) -> str:
    """The message for a token that lacks a scope."""
    return f"This token lacks the scope {scope}."


def require_read(actor: Actor, area: str) -> None:
    """Raise PermissionDenied when the scopes do not allow reading an area that only some calls need."""
    if not actor.may_read(area):
        raise PermissionDenied(lacking(f"{area}:read"))
