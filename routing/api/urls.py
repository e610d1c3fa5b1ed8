"""Paths below /api/v1/."""

from django.urls import path

from routing.api import views

urlpatterns = [
    path("tickets/<int:number>/routing", views.TicketRoutingView.as_view()),
    path("tickets/<int:number>/routing/feedback", views.FeedbackView.as_view()),
    path("routing/rules", views.RulesView.as_view()),
    path("routing/settings", views.SettingsView.as_view()),
]
