"""The socket paths of all floors."""

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from tickets.consumers import WorkspaceConsumer
from widget.consumers import WidgetConsumer


class NothingHere(AsyncWebsocketConsumer):
    """Refuses a socket at an unknown address, like any page that does not exist."""

    async def connect(self) -> None:
        """Refuse before accepting anything."""
        await self.close()


websocket_urlpatterns = [
    path("ws/live/", AuthMiddlewareStack(WorkspaceConsumer.as_asgi())),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    path("ws/widget/", WidgetConsumer.as_asgi()),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    # Without it, a stranger's typo would be a server error in the log.
    re_path(r"", NothingHere.as_asgi()),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
]
