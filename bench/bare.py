"""The floor for HTTP: Django answering a small JSON document behind the same server, and nothing else."""

import http.client
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import django
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, re_path

ROOT = Path(__file__).parents[1]


def answer(request: HttpRequest) -> HttpResponse:
    """Parse the request, and return a fixed answer."""
    if request.body:
        json.loads(request.body)
    return JsonResponse({"ok": True})


urlpatterns: list[URLPattern] = [re_path(r"^.*$", answer)]


def make_application() -> object:
    """The bare application for uvicorn's `--factory`."""
    settings.configure(ROOT_URLCONF="bench.bare", ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bare")  # noqa: S106 (a value of this test)
    django.setup()
    return WSGIMiddleware(get_wsgi_application(), workers=16)  # type: ignore[arg-type]  # the stubs know ASGI by another name


class BareServer:
    """That application in its own process."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--factory", "bench.bare:make_application"),
                *("--port", str(port), "--lifespan", "off", "--no-access-log", "--log-level", "warning"),
            ],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        )
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        deadline = time.monotonic() + 30
        while True:
            try:
                self.get()
            except OSError:
                self._connection.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def get(self) -> None:
        self._send("GET", None)

    def post(self) -> None:
        self._send("POST", b'{"subject": "Export fails", "body": "Since this morning."}')

    def stop(self) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.wait()

    def _send(self, method: str, body: bytes | None) -> None:
        try:
            self._connection.request(method, "/tickets", body)
            self._connection.getresponse().read()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closes connections after some idle seconds.
            self._connection.close()
            self._connection.request(method, "/tickets", body)
            self._connection.getresponse().read()
