"""Who may call an endpoint at all; what they may see there is decided by `visible_to`."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from core.actors import Actor

if TYPE_CHECKING:
    from rest_framework.views import APIView


class IsStaffActor(BasePermission):
    """
    A staff user, or a token of one whose scopes reach.

    Views name their area in `scope` (`tickets`); reading needs `tickets:read`, all else `tickets:write`.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        actor = request.auth
        if not isinstance(actor, Actor) or not actor.is_staff:
            return False
        if actor.scopes is None:
            return True
        area = getattr(view, "scope", "")
        if request.method in SAFE_METHODS:
            return actor.may_read(area)
        wanted = getattr(view, "write_scope", f"{area}:write")
        self.message = f"This token lacks the scope {wanted}."
        return wanted in actor.scopes
