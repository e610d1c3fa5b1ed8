"""Documents that API answers link to, served by the installation itself."""

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt


@lru_cache(maxsize=1)
def _errors_html() -> SafeString:
    source = (settings.BASE_DIR / "docs" / "errors.md").read_text()
    html = MarkdownIt("commonmark").render(source)
    # The heading of a code is the target of its problem documents' `type`.
    anchored = re.sub(r"<h3>([a-z_.]+)</h3>", r'<h3 id="\1">\1</h3>', html)
    # The other pages lie beside it in the source, and are not served.
    alone = re.sub(r'<a href="[a-z-]+\.md[^"]*">([^<]*)</a>', r"<code>docs/\1</code>", anchored)
    return mark_safe(alone)  # noqa: S308  (our own file)


def errors(request: HttpRequest) -> HttpResponse:
    """What each error code means and what to do."""
    return render(request, "helpdesk/document.html", {"title": "Errors of the API", "body": _errors_html()})
