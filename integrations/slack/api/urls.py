"""Paths of Slack below `/api/v1/`."""

from django.urls import path

from integrations.slack.api import views

urlpatterns = [
    path("slack", views.SlackView.as_view()),
    path("slack/channels", views.ChannelsView.as_view()),
    path("slack/channels/look", views.LookView.as_view()),
    path("slack/channels/<int:channel_id>", views.ChannelView.as_view()),
    path("slack/workspaces", views.WorkspacesView.as_view()),
    path("slack/workspaces/<int:workspace_id>", views.WorkspaceView.as_view()),
    path("slack/alert-rules", views.RulesView.as_view()),
    path("slack/alert-rules/<int:rule_id>", views.RuleView.as_view()),
]
