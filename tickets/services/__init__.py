"""Writes to tickets, one function per use case."""

from tickets.services.arriving import arrival_rule_set, html_cleaned, leaks_in, needles_of
from tickets.services.attaching import attachment_store, files_forget
from tickets.services.awaiting import NothingToWaitFor
from tickets.services.blocking import sender_block, sender_preview
from tickets.services.bulk import macro_apply, tickets_bulk_update, undo, undo_offer
from tickets.services.combining.merging import (
    MergeRefused,
    MergeStands,
    ticket_merge,
    ticket_merge_with_undo,
    ticket_unmerge,
)
from tickets.services.combining.splitting import ticket_split
from tickets.services.defining import FieldInUse, field_archive, field_delete, field_save, fields_order
from tickets.services.delivering import entries_hold, entry_set_delivery, entry_set_recipients
from tickets.services.drafting import draft_discard, draft_save
from tickets.services.following import follower_add, follower_remove
from tickets.services.linking import LinkRefused, ticket_link, ticket_unlink
from tickets.services.macros import (
    MacroReply,
    actions_resolved,
    clean_actions,
    macro_delete,
    macro_save,
    macros_take_starters,
)
from tickets.services.marking import entry_note_change
from tickets.services.merging import contacts_merge_with_undo
from tickets.services.messages import InboundMessage, Placing, Received, Sender
from tickets.services.mirroring import (
    Due,
    ticket_set_due,
    ticket_set_handler,
    ticket_set_routing,
    tickets_set_due,
)
from tickets.services.moving import tickets_move_contact, tickets_tell_moved
from tickets.services.opening import ticket_open
from tickets.services.participating import participants_note
from tickets.services.purging import trash_purge
from tickets.services.receiving import receive_aside, receive_message
from tickets.services.redacting import Cut, Redacted, entry_redact, redaction_preview
from tickets.services.replying import StaleReply, post_reply
from tickets.services.resolving import FieldRequired
from tickets.services.retagging import TagsChanging, tags_change, tags_change_due, tags_chosen
from tickets.services.ruling import ChannelOff, channel_rule_set, rule_in_force, team_in_force
from tickets.services.scanning import (
    FileInfected,
    FileWaiting,
    file_path,
    files_may_leave,
    files_scan,
    has_unscanned,
)
from tickets.services.scheduling import (
    AlreadyScheduled,
    replies_hold,
    replies_send_due,
    reply_schedule,
    reply_unschedule,
)
from tickets.services.settling import ticket_settle
from tickets.services.siding import (
    SideMail,
    SideText,
    TooManySides,
    side_open,
    side_read,
    side_receive,
    side_set_state,
    side_write,
)
from tickets.services.solving import ticket_solve
from tickets.services.surveying import (
    survey_answer,
    survey_language,
    survey_read,
    survey_token,
    ticket_rate,
)
from tickets.services.telling import AlreadyTelling, incidents_tell, telling_take_back, tellings_send_due
from tickets.services.timeline import timeline_append
from tickets.services.untagging import TagsStand, tags_forget, tags_undo, tags_undo_due
from tickets.services.updating import (
    AlreadyClaimed,
    AlreadyResolved,
    TicketInTrash,
    TicketMerged,
    Unanswerable,
    ticket_at_work,
    ticket_claim,
    ticket_resolve,
    ticket_standing,
    ticket_update,
    value_of,
)
from tickets.services.values import MAX_TAGS, clean_tags
from tickets.services.viewing import ticket_follow, ticket_mark_read, view_delete, view_save
from tickets.services.waking import is_snoozed_for, ticket_wake_for, tickets_wake, tickets_wake_for

__all__ = [
    "MAX_TAGS",
    "AlreadyClaimed",
    "AlreadyResolved",
    "AlreadyScheduled",
    "AlreadyTelling",
    "ChannelOff",
    "Cut",
    "Due",
    "FieldInUse",
    "FieldRequired",
    "FileInfected",
    "FileWaiting",
    "InboundMessage",
    "LinkRefused",
    "MacroReply",
    "MergeRefused",
    "MergeStands",
    "NothingToWaitFor",
    "Placing",
    "Received",
    "Redacted",
    "Sender",
    "SideMail",
    "SideText",
    "StaleReply",
    "TagsChanging",
    "TagsStand",
    "TicketInTrash",
    "TicketMerged",
    "TooManySides",
    "Unanswerable",
    "actions_resolved",
    "arrival_rule_set",
    "attachment_store",
    "channel_rule_set",
    "clean_actions",
    "clean_tags",
    "contacts_merge_with_undo",
    "draft_discard",
    "draft_save",
    "entries_hold",
    "entry_note_change",
    "entry_redact",
    "entry_set_delivery",
    "entry_set_recipients",
    "field_archive",
    "field_delete",
    "field_save",
    "fields_order",
    "file_path",
    "files_forget",
    "files_may_leave",
    "files_scan",
    "follower_add",
    "follower_remove",
    "has_unscanned",
    "html_cleaned",
    "incidents_tell",
    "is_snoozed_for",
    "leaks_in",
    "macro_apply",
    "macro_delete",
    "macro_save",
    "macros_take_starters",
    "needles_of",
    "participants_note",
    "post_reply",
    "receive_aside",
    "receive_message",
    "redaction_preview",
    "replies_hold",
    "replies_send_due",
    "reply_schedule",
    "reply_unschedule",
    "rule_in_force",
    "sender_block",
    "sender_preview",
    "side_open",
    "side_read",
    "side_receive",
    "side_set_state",
    "side_write",
    "survey_answer",
    "survey_language",
    "survey_read",
    "survey_token",
    "tags_change",
    "tags_change_due",
    "tags_chosen",
    "tags_forget",
    "tags_undo",
    "tags_undo_due",
    "team_in_force",
    "telling_take_back",
    "tellings_send_due",
    "ticket_at_work",
    "ticket_claim",
    "ticket_follow",
    "ticket_link",
    "ticket_mark_read",
    "ticket_merge",
    "ticket_merge_with_undo",
    "ticket_open",
    "ticket_rate",
    "ticket_resolve",
    "ticket_set_due",
    "ticket_set_handler",
    "ticket_set_routing",
    "ticket_settle",
    "ticket_solve",
    "ticket_split",
    "ticket_standing",
    "ticket_unlink",
    "ticket_unmerge",
    "ticket_update",
    "ticket_wake_for",
    "tickets_bulk_update",
    "tickets_move_contact",
    "tickets_set_due",
    "tickets_tell_moved",
    "tickets_wake",
    "tickets_wake_for",
    "timeline_append",
    "trash_purge",
    "undo",
    "undo_offer",
    "value_of",
    "view_delete",
    "view_save",
]
