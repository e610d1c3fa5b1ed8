"""Paths of the CRM below `/api/v1/`."""

from django.urls import path

from integrations.crm.api import views

urlpatterns = [
    path("crm/<int:crm_id>", views.CrmView.as_view()),
    path("crm/<int:crm_id>/sync", views.CrmSyncView.as_view()),
    path("crm/<int:crm_id>/conflicts", views.CrmConflictsView.as_view()),
    path("crm/conflicts/<int:conflict_id>", views.CrmConflictView.as_view()),
]
