"""Paths of the assistant."""

from django.urls import URLPattern, URLResolver, path

from assistant.api import configuration_views as configuring
from assistant.api import trying_views as trying
from assistant.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("assistant/ask", views.AskView.as_view()),
    path("assistant/boundaries", views.BoundariesView.as_view()),
    path("assistant/configuration", configuring.ConfigurationView.as_view()),
    path("assistant/draft", configuring.DraftView.as_view()),
    path("assistant/draft/publish", configuring.PublishView.as_view()),
    path("assistant/versions", configuring.VersionsView.as_view()),
    path("assistant/versions/<int:version>", configuring.VersionView.as_view()),
    path("assistant/versions/<int:version>/restore", configuring.RestoreView.as_view()),
    path("assistant/confidence", configuring.ConfidenceView.as_view()),
    path("assistant/spending", configuring.SpendingView.as_view()),
    path("assistant/try", trying.TryView.as_view()),
    path("assistant/bench", trying.BenchView.as_view()),
    path("assistant/bench/<int:bench_id>", trying.BenchQuestionView.as_view()),
    path("assistant/replays", trying.ReplaysView.as_view()),
    path("assistant/replays/<int:replay_id>", trying.ReplayView.as_view()),
    path("assistant/replays/<int:replay_id>/stop", trying.ReplayStopView.as_view()),
    path("assistant/replays/<int:replay_id>/items", trying.ReplayItemsView.as_view()),
    path("assistant/status", views.StatusView.as_view()),
    path("tickets/<int:number>/handoff", views.HandoffView.as_view()),
    path("tickets/<int:number>/triage", views.TriageView.as_view()),
    path("tickets/<int:number>/copilot/draft", views.DraftView.as_view()),
    path("tickets/<int:number>/suggestions", views.SuggestionsView.as_view()),
]
