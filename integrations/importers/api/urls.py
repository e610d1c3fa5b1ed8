"""Paths of imports below `/api/v1/`."""

from django.urls import path

from integrations.importers.api import views

urlpatterns = [
    path("imports", views.ImportsView.as_view()),
    path("imports/<int:import_id>", views.ImportView.as_view()),
    path("imports/<int:import_id>/mapping", views.ImportMappingView.as_view()),
    path("imports/<int:import_id>/steps", views.ImportStepsView.as_view()),
    path("imports/<int:import_id>/issues", views.ImportIssuesView.as_view()),
    path("imports/<int:import_id>/report", views.ImportReportView.as_view()),
]
