"""Every file that lies below MEDIA_ROOT is known to the backup: what names one is read by `stored_paths`."""

from django.db import models

from tests.architecture.modules import ROOT, own_apps, sources

NAMED = {
    "tickets.Attachment.path",
    "importers.Import.path",
    "people.PersonRequest.path",
}
# Modules that put files there, each with what names its files.
WRITERS = {
    "tickets/services/attaching.py": "tickets.Attachment",
    "kb/services/images.py": "kb.ArticleImage, by its id",
    "integrations/importers/services/files.py": "importers.Import",
    "people/services/exporting.py": "people.PersonRequest",
}


def test_every_path_is_backed_up_or_is_none() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for app in own_apps()
        for model in app.get_models()
        for field in model._meta.local_fields
        if field.name == "path" and isinstance(field, models.CharField)
    }
    assert found >= NAMED
    # Theirs are parts of addresses.
    assert {name for name in found - NAMED if not name.startswith(("kb.", "widget."))} == set()


def test_whoever_makes_a_folder_there_is_known() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources()
        if "MEDIA_ROOT" in (text := path.read_text()) and ".mkdir(" in text
    }
    assert found - {"helpdesk/backup/restoring.py"} == set(WRITERS)
