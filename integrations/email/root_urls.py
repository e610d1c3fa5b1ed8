"""Paths outside the API: where mail providers post, and images at signed addresses."""

from django.urls import path

from integrations.email.api.messages import ImageView
from integrations.email.api.webhooks import receive, receive_events

urlpatterns = [
    path("mail-images/<str:token>", ImageView.as_view()),
    path("hooks/mail/<str:intake_key>", receive),
    path("hooks/mail/<str:intake_key>/events", receive_events),
    # Mailgun posts the raw message only to addresses with this ending.
    path("hooks/mail/<str:intake_key>/mime", receive),
]
