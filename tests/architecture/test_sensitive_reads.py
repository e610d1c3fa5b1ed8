"""Whatever is downloaded is a line of the audit log, is counted, or says here why it is neither."""

import inspect

from core.api.views import ApiView
from core.sightings import KINDS
from tests.routes import api_routes

RECORDED = {
    "AuditExportView": "writes its line with the rows it holds, in one transaction",
    "PersonExportFileView": "its service writes the line",
}
FREE = {
    "AttachmentView": "files are counted",
    "PictureView": "a colleague's picture",
    "SignInReturnView": "an address that a sign-in comes back to",
    "ConnectionReturnView": "an address that a sign-in comes back to",
    "ImageView": "an image of a mail that somebody opened, which is a line",
}


def _downloads(view: type[ApiView]) -> bool:
    source = inspect.getsource(view)
    is_file = any(
        word in source for word in ("HttpResponse", "FileResponse", "raw_response", "file_response")
    )
    return is_file and hasattr(view, "get")


def test_every_download_is_recorded_or_counted() -> None:
    views = {route.view for route in api_routes() if "widget/" not in route.template}
    silent = {
        view.__name__
        for view in views
        if _downloads(view) and view.sensitive is None and view.__name__ not in RECORDED | FREE
    }
    assert silent == set(), "declare `sensitive`, or say here why its reading needs no line"


def test_what_is_recorded_counts_as_something() -> None:
    declared = [(route, route.view.sensitive) for route in api_routes() if route.view.sensitive is not None]
    assert len(declared) > 12
    assert {read.kind for _, read in declared} <= set(KINDS)
    for route, read in declared:
        assert read.target.format(**dict.fromkeys(route.parts, 1))
