"""Paths below /api/v1/."""

from django.urls import path, register_converter

from tickets.api import (
    blocking,
    channels,
    contacts,
    fields,
    keeping_out,
    macros,
    merging,
    redacting,
    relations,
    scheduled,
    sides,
    tags,
    telling,
    views,
    workspace,
)


class DraftKind:
    """`public` or `note`."""

    regex = "public|note"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DraftKind, "draft_kind")

urlpatterns = [
    path("tickets", views.TicketsView.as_view()),
    path("tickets/bulk", views.BulkView.as_view()),
    path("tickets/<int:number>", views.TicketView.as_view()),
    path("tickets/<int:number>/assignees", views.AssigneesView.as_view()),
    path("tickets/<int:number>/timeline", views.TimelineView.as_view()),
    path("tickets/<int:number>/replies", views.RepliesView.as_view()),
    path("tickets/<int:number>/messages", channels.InboundView.as_view()),
    path("tickets/<int:number>/read", views.ReadView.as_view()),
    path("tickets/<int:number>/drafts/<draft_kind:kind>", workspace.DraftView.as_view()),
    path("tickets/<int:number>/merge-candidates", merging.CandidatesView.as_view()),
    path("tickets/<int:number>/merge-preview", merging.PreviewView.as_view()),
    path("tickets/<int:number>/merges", merging.MergesView.as_view()),
    path("tickets/merges/<int:merge_id>/undo", merging.UnmergeView.as_view()),
    path("tickets/<int:number>/links", relations.LinksView.as_view()),
    path("tickets/<int:number>/links/<link_kind:relation>/<int:other>", relations.LinkView.as_view()),
    path("tickets/<int:number>/followers", relations.FollowersView.as_view()),
    path("tickets/<int:number>/followers/<int:user_id>", relations.FollowerView.as_view()),
    path("tickets/<int:number>/incidents", telling.IncidentsView.as_view()),
    path("tickets/<int:number>/incident-replies", telling.ProblemRepliesView.as_view()),
    path("tickets/<int:number>/incident-replies/<uuid:reply_id>", telling.ProblemReplyView.as_view()),
    path("tickets/<int:number>/sender", blocking.SenderView.as_view()),
    path("tickets/<int:number>/sender/block", blocking.SenderBlockView.as_view()),
    path("tickets/<int:number>/split", relations.SplitView.as_view()),
    path("tickets/<int:number>/mentionable", workspace.MentionableView.as_view()),
    path("tickets/<int:number>/scheduled-replies", scheduled.ScheduledRepliesView.as_view()),
    path(
        "tickets/<int:number>/scheduled-replies/<uuid:scheduled_id>", scheduled.ScheduledReplyView.as_view()
    ),
    path("tickets/<int:number>/side-conversations", sides.SidesView.as_view()),
    path("tickets/<int:number>/side-conversations/<int:side_id>", sides.SideView.as_view()),
    path("tickets/<int:number>/side-conversations/<int:side_id>/messages", sides.SideMessagesView.as_view()),
    path("tickets/<int:number>/side-conversations/<int:side_id>/read", sides.SideReadView.as_view()),
    path("tickets/<int:number>/fields", fields.TicketFieldsView.as_view()),
    path("tickets/<int:number>/macros", macros.TicketMacrosView.as_view()),
    path("tickets/<int:number>/macros/try", macros.TryView.as_view()),
    path("tickets/<int:number>/entries/<int:entry_id>/redaction", redacting.RedactionView.as_view()),
    path(
        "tickets/<int:number>/entries/<int:entry_id>/redaction/preview",
        redacting.RedactionPreviewView.as_view(),
    ),
    path("privacy/arrival", redacting.ArrivalRulesView.as_view()),
    path("privacy/arrival/<slug:kind>", redacting.ArrivalRuleView.as_view()),
    path("macros", macros.MacrosView.as_view()),
    path("macros/starters", macros.StartersView.as_view()),
    path("macros/<int:macro_id>", macros.MacroView.as_view()),
    path("macros/<int:macro_id>/apply", macros.ApplyView.as_view()),
    path("undo", views.UndoView.as_view()),
    path("views", workspace.ViewsView.as_view()),
    path("views/counts", workspace.ViewCountsView.as_view()),
    path("views/<int:view_id>", workspace.ViewView.as_view()),
    path("tags", tags.TagsView.as_view()),
    path("tags/usage", tags.TagsUsageView.as_view()),
    path("tags/changes", tags.TagsChangesView.as_view()),
    path("tags/changes/preview", tags.TagsPreviewView.as_view()),
    path("tags/changes/<int:change_id>/undo", tags.TagsUndoView.as_view()),
    path("channels", channels.ChannelsView.as_view()),
    path("channels/<slug:channel>", channels.ChannelView.as_view()),
    path("fields", fields.FieldsView.as_view()),
    path("fields/order", fields.FieldsOrderView.as_view()),
    path("fields/usage", fields.FieldsUsageView.as_view()),
    path("fields/<int:field_id>", fields.FieldView.as_view()),
    path("fields/<int:field_id>/archive", fields.FieldArchiveView.as_view()),
    path("fields/<int:field_id>/restore", fields.FieldRestoreView.as_view()),
    path("fields/<int:field_id>/usage", fields.FieldUsageView.as_view()),
    path("attachments", workspace.AttachmentsView.as_view()),
    path("attachments/<uuid:attachment_id>", workspace.AttachmentView.as_view()),
    path("search", workspace.SearchView.as_view()),
    path("contacts/<int:contact_id>/tickets", workspace.ContactTicketsView.as_view()),
    path("contacts/<int:contact_id>/merge-preview", contacts.MergePreviewView.as_view()),
    path("contacts/<int:contact_id>/merge", contacts.MergeView.as_view()),
    path("privacy/ai-exclusions", keeping_out.AiExclusionsView.as_view()),
    path("privacy/ai-exclusions/<int:exclusion_id>", keeping_out.AiExclusionView.as_view()),
    path("contacts/merges/<int:merge_id>/undo", contacts.UnmergeView.as_view()),
]
