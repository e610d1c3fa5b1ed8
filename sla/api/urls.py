"""Paths below /api/v1/."""

from django.urls import path

from sla.api import views

urlpatterns = [
    path("sla/policies", views.PoliciesView.as_view()),
    path("sla/calendars", views.CalendarsView.as_view()),
    path("tickets/<int:number>/sla", views.TicketSlaView.as_view()),
]
