"""The socket paths of all floors."""

from channels.auth import AuthMiddlewareStack
from django.urls import path

from tickets.consumers import WorkspaceConsumer
from widget.consumers import WidgetConsumer

websocket_urlpatterns = [
    path("ws/live/", AuthMiddlewareStack(WorkspaceConsumer.as_asgi())),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    path("ws/widget/", WidgetConsumer.as_asgi()),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
]
