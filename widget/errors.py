"""What the customer-side API refuses, with codes that the widget understands."""

from http import HTTPStatus

from core.errors import DomainError, Forbidden, NotFound


class SessionEnded(DomainError):
    """The session token is unknown, expired or signed out; the widget starts a new session."""

    code = "widget.session_ended"
    status = HTTPStatus.UNAUTHORIZED


class UnknownWidget(NotFound):
    """No brand has this widget key, or its widget is switched off."""

    code = "widget.unknown_key"


class OriginNotAllowed(Forbidden):
    """The page's origin is not on the brand's list."""

    code = "widget.origin_not_allowed"


class IdentityRequired(Forbidden):
    """The brand serves signed-in customers only."""

    code = "widget.identity_required"


class NotShared(Forbidden):
    """The customer did not agree to share their page."""

    code = "widget.not_shared"


class NoPortal(NotFound):
    """The brand has no portal, or nobody has signed in here who could go there."""

    code = "widget.no_portal"
