"""Sources: what they hold, when they are read, and by whom."""

from kb.models import Kind
from kb.services.sources.configuring import (
    NameTaken,
    source_create,
    source_remove,
    source_update,
    sources_clean,
)
from kb.services.sources.crawling import crawl
from kb.services.sources.filing import Taken, file_remove, files_upload, read_files
from kb.services.sources.previewing import Look, Preview, website_preview
from kb.services.sources.running import (
    SourceBusy,
    SourcePaused,
    Step,
    source_pause,
    source_read,
    source_resume,
    source_stop,
    source_work,
    sources_due,
)
from kb.services.sources.solving import (
    NotSolved,
    Solved,
    candidates,
    read_tickets,
    ticket_approve,
    ticket_take_back,
    tickets_wrote_again,
)

STEPS: dict[str, Step] = {
    Kind.WEBSITE: crawl,
    Kind.FILES: read_files,
    Kind.ZENDESK: read_files,
    Kind.NOTION: read_files,
    Kind.CONFLUENCE: read_files,
    Kind.TICKETS: read_tickets,
}
"""How each kind of source is read."""

__all__ = [
    "STEPS",
    "Look",
    "NameTaken",
    "NotSolved",
    "Preview",
    "Solved",
    "SourceBusy",
    "SourcePaused",
    "Taken",
    "candidates",
    "file_remove",
    "files_upload",
    "read_tickets",
    "source_create",
    "source_pause",
    "source_read",
    "source_remove",
    "source_resume",
    "source_stop",
    "source_update",
    "source_work",
    "sources_clean",
    "sources_due",
    "ticket_approve",
    "ticket_take_back",
    "tickets_wrote_again",
    "website_preview",
]
