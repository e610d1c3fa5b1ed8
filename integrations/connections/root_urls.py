"""Paths outside of the API: where systems post their webhooks."""

from django.urls import path

from integrations.connections.api.receiving import receive

urlpatterns = [path("hooks/systems/<str:hook_key>", receive)]
