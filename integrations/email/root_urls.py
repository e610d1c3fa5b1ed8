"""Paths outside of the API: where mail providers post."""

from django.urls import path

from integrations.email.api.webhooks import receive

urlpatterns = [
    path("hooks/mail/<str:intake_key>", receive),
    # Mailgun posts the raw message only to addresses that end so.
    path("hooks/mail/<str:intake_key>/mime", receive),
]
