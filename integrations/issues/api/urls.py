"""Paths of engineering issues below `/api/v1/`."""

from django.urls import path

from integrations.issues.api import settings_views, views

urlpatterns = [
    path("tickets/<int:number>/issues", views.TicketIssuesView.as_view()),
    path("tickets/<int:number>/issues/proposal", views.ProposalView.as_view()),
    path("tickets/<int:number>/extraction", views.ExtractionView.as_view()),
    path("tickets/<int:number>/issues/join", views.JoinView.as_view()),
    path("tickets/<int:number>/issues/link", views.LinkView.as_view()),
    path("tickets/<int:number>/issues/<int:link_id>", views.TicketIssueView.as_view()),
    path("tickets/<int:number>/fix-answers/<int:answer_id>/send", views.AnswerSendView.as_view()),
    path("tickets/<int:number>/fix-answers/<int:answer_id>/discard", views.AnswerDiscardView.as_view()),
    path("issues/answers", views.AnswersView.as_view()),
    path("issues/trackers/<int:connection_id>", settings_views.TrackerView.as_view()),
    path("issues/trackers/<int:connection_id>/refresh", settings_views.TrackerRefreshView.as_view()),
    path("issues/trackers/<int:connection_id>/webhook", settings_views.TrackerWebhookView.as_view()),
]
