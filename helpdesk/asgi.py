"""
One port: HTTP through Django's WSGI handler in a pool of threads, WebSockets through Channels.

Light REST calls take a quarter of the CPU of Django's ASGI handler, which switches threads at every
middleware (measured, see `docs/architecture.md`).
"""

import os

from a2wsgi import WSGIMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.wsgi import get_wsgi_application

from core.variables import number

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

wsgi = get_wsgi_application()

from helpdesk.sockets import websocket_urlpatterns  # noqa: E402  (needs the app registry)

application = ProtocolTypeRouter(
    {
        "http": WSGIMiddleware(wsgi, workers=number("WEB_THREADS", 16)),  # type: ignore[arg-type]  # the stubs know ASGI by another name
        "websocket": URLRouter(websocket_urlpatterns),  # type: ignore[arg-type]  # the stubs of channels and ASGI disagree
    }
)
