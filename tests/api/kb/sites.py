"""A website on loopback that can be changed while it is read."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tests.standins.serving import QuietHandler, StandIn

WORDS = (
    "A key is rotated in the settings of the workspace. The old one works for another hour, so that nothing"
    " stops in between, and every program that used it gets the new one by itself."
)


def page(title: str, *paragraphs: str, links: tuple[str, ...] = (), head: str = "") -> str:
    """A page with a menu, a heading, its text, and a foot."""
    menu = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    body = "".join(f"<p>{text}</p>" for text in paragraphs or (WORDS,))
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | Docs</title>{head}</head><body>"
        f"<nav>{menu}</nav><main><h1>{title}</h1>{body}</main><footer>Imprint</footer></body></html>"
    )


@dataclass
class Served:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Site(StandIn):
    """A website: set `pages[path]`, look at `asked`."""

    def __init__(self) -> None:
        self.pages: dict[str, Served] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
                found = site.pages.get(self.path)
                if found is None:
                    self.send_body(404, b"gone", {"Content-Type": "text/plain"})
                    return
                tag = found.headers.get("ETag")
                if tag and self.headers.get("If-None-Match") == tag:
                    self.send_response(HTTPStatus.NOT_MODIFIED)
                    self.end_headers()
                    return
                self.send_body(found.status, found.body, {"Content-Type": found.kind} | found.headers)

        super().__init__(Handler)

    def put(self, path: str, body: str = "", **more: Any) -> None:
        """Answer a path with this from now on."""
        self.pages[path] = Served(body.encode(), **more)

    def paths(self) -> list[str]:
        """The paths asked for since the last call."""
        found = [path for path, _ in self.asked]
        self.asked.clear()
        return found
