"""One web process: uvicorn within gunicorn."""

import os
from typing import Any

from uvicorn_worker import UvicornWorker

from core.variables import number


class WebWorker(UvicornWorker):  # type: ignore[misc]  # the package carries no types
    """Serves HTTP and WebSockets until it is asked to end, then finishes what it has begun."""

    CONFIG_KWARGS: dict[str, Any] = {
        "loop": "auto",
        "http": "auto",
        "lifespan": "off",
        "access_log": False,
        # Without a proxy in front, what a client claims about its own address is its own invention.
        "proxy_headers": bool(os.environ.get("FORWARDED_ALLOW_IPS")),
        "timeout_graceful_shutdown": number("WEB_GRACE_SECONDS", 20),
    }
