"""Every route of the program, from the URL configuration itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One pattern with its view; `methods` are those that a class of ours has, or all for a function."""

    template: str
    view: Any
    methods: tuple[str, ...]

    @property
    def parts(self) -> list[str]:
        """The names in angle brackets."""
        return [name for _, name in re.findall(r"<(?:(\w+):)?(\w+)>", self.template)]

    def path(self, values: dict[str, Any]) -> str:
        """The address with these values for its parts."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match.group(1)]), self.template)


def routes() -> Iterator[Route]:
    """All routes, also those of libraries."""
    yield from _walk(get_resolver().url_patterns, "")


def api_routes() -> list[Route]:
    """Those with a view class of ours."""
    from core.api.views import ApiView

    return [
        route
        for route in routes()
        if isinstance(route.view, type) and issubclass(route.view, ApiView) and "^" not in route.template
    ]


def _walk(entries: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for entry in entries:
        template = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, template)
            continue
        view = getattr(entry.callback, "view_class", entry.callback)
        is_class = isinstance(view, type)
        methods = tuple(method for method in METHODS if not is_class or hasattr(view, method))
        yield Route(template, view, methods)
