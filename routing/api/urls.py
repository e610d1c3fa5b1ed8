"""Paths below /api/v1/."""

from django.urls import path

from routing.api import load_views, measure_views, trying_views, views

urlpatterns = [
    path("tickets/<int:number>/routing", views.TicketRoutingView.as_view()),
    path("tickets/<int:number>/routing/feedback", views.FeedbackView.as_view()),
    path("routing/rules", views.RulesView.as_view()),
    path("routing/rules/dry-run", trying_views.DryRunView.as_view()),
    path("routing/rules/example", trying_views.ExampleView.as_view()),
    path("routing/rules/counts", trying_views.AppliedView.as_view()),
    path("routing/rules/versions", trying_views.VersionsView.as_view()),
    path("routing/rules/versions/<int:version>", trying_views.VersionView.as_view()),
    path("routing/rules/versions/<int:version>/restore", trying_views.RestoreView.as_view()),
    path("tickets/<int:number>/escalate", trying_views.EscalationView.as_view()),
    path("routing/load", load_views.TeamLoadView.as_view()),
    path("routing/measures", measure_views.MeasuresView.as_view()),
    path("routing/measures.csv", measure_views.MeasuresCsvView.as_view()),
    path("routing/measures/tickets", measure_views.MeasuredTicketsView.as_view()),
    path("routing/measures/tickets.csv", measure_views.MeasuredTicketsCsvView.as_view()),
    path("routing/settings", views.SettingsView.as_view()),
]
