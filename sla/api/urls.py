"""Paths below /api/v1/."""

from django.urls import path

from sla.api import change_views, report_views, views

urlpatterns = [
    path("sla/policies", views.PoliciesView.as_view()),
    path("sla/policies/preview", change_views.PoliciesPreviewView.as_view()),
    path("sla/calendars/preview", change_views.CalendarsPreviewView.as_view()),
    path("sla/example", change_views.ExampleView.as_view()),
    path("sla/versions", change_views.VersionsView.as_view()),
    path("sla/versions/<int:version>", change_views.VersionComparisonView.as_view()),
    path("sla/versions/<int:version>/preview", change_views.VersionPreviewView.as_view()),
    path("sla/versions/<int:version>/restore", change_views.VersionRestoreView.as_view()),
    path("sla/regions", change_views.RegionsView.as_view()),
    path("sla/compliance", report_views.ComplianceView.as_view()),
    path("sla/compliance/misses", report_views.MissesView.as_view()),
    path("sla/contract", report_views.ContractView.as_view()),
    path("sla/contract.pdf", report_views.ContractPdfView.as_view()),
    path("sla/contract.csv", report_views.ContractCsvView.as_view()),
    path("sla/calendars", views.CalendarsView.as_view()),
    path("tickets/<int:number>/sla", views.TicketSlaView.as_view()),
]
