"""The socket paths of all floors."""

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from django.urls import path, re_path

from tickets.consumers import WorkspaceConsumer
from widget.consumers import WidgetConsumer


class NothingHere(AsyncWebsocketConsumer):
    """Refuses a socket at an address where none is, as any page that does not exist."""

    async def connect(self) -> None:
        """Refuse before anything was accepted."""
        await self.close()


websocket_urlpatterns = [
    path("ws/live/", AuthMiddlewareStack(WorkspaceConsumer.as_asgi())),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    path("ws/widget/", WidgetConsumer.as_asgi()),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    # Without it a stranger's typing mistake is a server error in the log.
    re_path(r"", NothingHere.as_asgi()),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
]
