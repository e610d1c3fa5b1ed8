"""Paths of the assistant."""

from django.urls import URLPattern, URLResolver, path

from assistant.api import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("assistant/ask", views.AskView.as_view()),
    path("assistant/boundaries", views.BoundariesView.as_view()),
    path("assistant/copilot", views.CopilotView.as_view()),
    path("assistant/status", views.StatusView.as_view()),
    path("tickets/<int:number>/handoff", views.HandoffView.as_view()),
    path("tickets/<int:number>/triage", views.TriageView.as_view()),
    path("tickets/<int:number>/copilot/draft", views.DraftView.as_view()),
    path("tickets/<int:number>/copilot/rewrite", views.RewriteView.as_view()),
    path("tickets/<int:number>/copilot/translate", views.TranslateView.as_view()),
    path("tickets/<int:number>/copilot/summary", views.SummaryView.as_view()),
    path("tickets/<int:number>/suggestions", views.SuggestionsView.as_view()),
]
