"""Paths of connections below `/api/v1/`."""

from django.urls import path

from integrations.connections.api import log, views

urlpatterns = [
    path("connections", views.ConnectionsView.as_view()),
    path("connections/systems", views.SystemsView.as_view()),
    path("connections/alerts", views.ConnectionAlertsView.as_view()),
    path("connections/sign-in", views.ConnectionSignInView.as_view()),
    path("connections/sign-in/return", views.ConnectionReturnView.as_view()),
    path("connections/deliveries", log.DeliveriesView.as_view()),
    path("connections/deliveries/<int:delivery_id>", log.DeliveryView.as_view()),
    path("connections/deliveries/<int:delivery_id>/replay", log.DeliveryReplayView.as_view()),
    path("connections/hooks", log.HooksView.as_view()),
    path("connections/hooks/<int:hook_id>", log.HookView.as_view()),
    path("connections/hooks/<int:hook_id>/replay", log.HookReplayView.as_view()),
    path("connections/<int:connection_id>", views.ConnectionView.as_view()),
    path("connections/<int:connection_id>/pause", views.PauseView.as_view()),
    path("connections/<int:connection_id>/resume", views.ResumeView.as_view()),
    path("connections/<int:connection_id>/test", views.TestView.as_view()),
    path("connections/<int:connection_id>/streams/<slug:stream>/restart", views.StreamRestartView.as_view()),
    path("connections/<int:connection_id>/hook-secrets", views.HookSecretsView.as_view()),
    path("connections/<int:connection_id>/hook-secrets/<int:secret_id>", views.HookSecretView.as_view()),
]
