"""Paths below /api/v1/."""

from django.urls import path

from integrations.email.api import acknowledgement, log, messages, settings

urlpatterns = [
    path(
        "brands/<int:brand_id>/acknowledgement/preview",
        acknowledgement.AcknowledgementPreviewView.as_view(),
    ),
    path("mailboxes", settings.MailboxesView.as_view()),
    path("mailboxes/alerts", settings.AlertsView.as_view()),
    path("mailboxes/sign-in/return", settings.SignInReturnView.as_view()),
    path("mailboxes/<int:mailbox_id>", settings.MailboxView.as_view()),
    path("mailboxes/<int:mailbox_id>/check", settings.MailboxCheckView.as_view()),
    path("mailboxes/<int:mailbox_id>/sign-in", settings.SignInView.as_view()),
    path("mail/log", log.LogView.as_view()),
    path("mail/log/counts", log.LogCountsView.as_view()),
    path("mail/log/<int:inbound_id>", log.LogEntryView.as_view()),
    path("mail/log/<int:inbound_id>/raw", log.LogRawView.as_view()),
    path("mail/log/<int:inbound_id>/retry", log.RetryView.as_view()),
    path("mail/suspended/recover", log.RecoverView.as_view()),
    path("mail/suspended/delete", log.DeleteView.as_view()),
    path("mail/rules", log.RulesView.as_view()),
    path("mail/rules/<int:rule_id>", log.RuleView.as_view()),
    path("tickets/<int:number>/recipients", messages.RecipientsView.as_view()),
    path("tickets/<int:number>/entries/<int:entry_id>/delivery", messages.DeliveryView.as_view()),
    path("tickets/<int:number>/entries/<int:entry_id>/original", messages.OriginalView.as_view()),
    path(
        "tickets/<int:number>/entries/<int:entry_id>/original.html", messages.OriginalDocumentView.as_view()
    ),
    path("tickets/<int:number>/entries/<int:entry_id>/original.eml", messages.OriginalRawView.as_view()),
]
