"""A build while the server runs: the page and its files stay together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import RequestFactory

from helpdesk.static_files import StaticFilesMiddleware

# Closing an answer asks the connections of the database whether they are old.
pytestmark = pytest.mark.django_db


@pytest.fixture
def dist(tmp_path: Path, settings: Any) -> Iterator[Path]:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "old.js").write_text("old")
    settings.STATICFILES_DIRS = [tmp_path]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    forget: Any = finders.get_finder
    forget.cache_clear()
    yield tmp_path
    forget.cache_clear()


def test_a_file_of_a_later_build_is_served_and_one_that_is_gone_says_so(dist: Path) -> None:
    server = StaticFilesMiddleware(lambda request: HttpResponse("page", status=404))

    def asked(name: str) -> tuple[int, bytes]:
        answer = server(RequestFactory().get(f"/static/{name}"))
        content = b"".join(answer) if answer.streaming else answer.content
        answer.close()
        return answer.status_code, content

    assert asked("app/old.js") == (200, b"old")
    assert asked("app/new.js") == (404, b"page")
    (dist / "app" / "new.js").write_text("new")
    (dist / "app" / "old.js").unlink()
    assert asked("app/new.js") == (200, b"new")
    status, told = asked("app/old.js")
    assert (status, told[:27]) == (404, b"This file belonged to an ea")
    assert asked("app/old.js") == (404, b"page")
    assert asked("../settings.py") == (404, b"page")
