"""What can be done with engineering issues."""

from integrations.issues.services.answering import answer_discard, answer_send
from integrations.issues.services.automating import (
    automatic_ask,
    automatic_decide,
    automatic_seek,
    automatic_settle,
)
from integrations.issues.services.clearing import issue_verify
from integrations.issues.services.configuring import (
    catalog_read,
    settings_save,
    webhook_ask,
)
from integrations.issues.services.filling import sentences_fill, vectors_fill, vectors_keep_out
from integrations.issues.services.following import hook_apply, remark_apply, snapshot_apply
from integrations.issues.services.linking import (
    AlreadyLinked,
    NotConnected,
    issue_create,
    issue_join,
    issue_link,
    issue_unlink,
)
from integrations.issues.services.proposing import Proposal, proposal, ticket_extraction
from integrations.issues.services.sending import delivered, ended
from integrations.issues.services.syncing import follow_all, sync

__all__ = [
    "AlreadyLinked",
    "NotConnected",
    "Proposal",
    "answer_discard",
    "answer_send",
    "automatic_ask",
    "automatic_decide",
    "automatic_seek",
    "automatic_settle",
    "catalog_read",
    "delivered",
    "ended",
    "follow_all",
    "hook_apply",
    "issue_create",
    "issue_join",
    "issue_link",
    "issue_unlink",
    "issue_verify",
    "proposal",
    "remark_apply",
    "sentences_fill",
    "settings_save",
    "snapshot_apply",
    "sync",
    "ticket_extraction",
    "vectors_fill",
    "vectors_keep_out",
    "webhook_ask",
]
