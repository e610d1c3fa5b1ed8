"""Paths of webhooks and the event stream below `/api/v1/`."""

from django.urls import path

from integrations.webhooks.api import events, views

urlpatterns = [
    path("event-types", events.EventTypesView.as_view()),
    path("webhooks", views.WebhooksView.as_view()),
    path("webhooks/<int:webhook_id>", views.WebhookView.as_view()),
    path("webhooks/<int:webhook_id>/secrets", views.SecretsView.as_view()),
    path("webhooks/<int:webhook_id>/secrets/<int:secret_id>", views.SecretView.as_view()),
    path("webhooks/<int:webhook_id>/test", views.TestView.as_view()),
    path("webhooks/<int:webhook_id>/resume", views.ResumeView.as_view()),
    path("webhooks/<int:webhook_id>/replay-failed", views.ReplayFailedView.as_view()),
    path("webhooks/<int:webhook_id>/deliveries", views.DeliveriesView.as_view()),
    path("webhooks/<int:webhook_id>/deliveries/<int:delivery_id>", views.DeliveryView.as_view()),
    path("webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/replay", views.ReplayView.as_view()),
]
