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
    "tickets/services/scanning.py": "tickets.Attachment, apart",
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


# Who looks below MEDIA_ROOT; all others ask `tickets.services.file_path`, which hands out nothing unscanned.
LOOKING = {
    *WRITERS,
    "helpdesk/backup/facts.py",
    "helpdesk/backup/making.py",
    "helpdesk/backup/restoring.py",
    "helpdesk/doctor/host.py",
    "helpdesk/settings.py",
    "integrations/importers/models.py",
    "integrations/importers/services/acting.py",
    "kb/image_files.py",
    "kb/models/images.py",
    "people/services/privacy.py",
    "tickets/services/erasing.py",
}
# Every way in: each leads to the store of files, or asks the scanner at once.
UPLOADS = {
    "people/api/brands.py": "must_be_clean(",
    "people/api/pictures.py": "must_be_clean(",
    "tickets/api/workspace.py": "attachment_store(",
    "portal/services/requests.py": "attachment_store(",
    "kb/services/images.py": "must_be_clean(",
    "kb/services/sources/filing.py": "must_be_clean(",
    "integrations/email/services/acting.py": "attachment_store(",
    "integrations/slack/services/files.py": "attachment_store(",
    "tickets/services/loading.py": "attachment_store(",
}


def test_nobody_else_looks_for_the_bytes_of_a_file() -> None:
    found = {str(path.relative_to(ROOT)) for path in sources() if "MEDIA_ROOT" in path.read_text()}
    assert found == LOOKING


def test_every_upload_meets_the_scanner() -> None:
    taking = {
        str(path.relative_to(ROOT)): text
        for path in sources()
        if any(word in (text := path.read_text()) for word in ("must_be_clean(", "attachment_store("))
    }
    assert [name for name, word in UPLOADS.items() if word not in taking.get(name, "")] == []
    asked = {str(path.relative_to(ROOT)) for path in sources() if "request.FILES.get(" in path.read_text()}
    assert asked == {name for name in UPLOADS if "/api/" in name}
