"""Paths of single sign-on below `/api/v1/`."""

from django.urls import path

from integrations.sign_on.api import views

urlpatterns = [
    path("sign-on", views.SignOnView.as_view()),
    path("sign-on/start", views.SignOnStartView.as_view()),
    path("sign-on/rule", views.SignOnRuleView.as_view()),
    path("sign-on/providers", views.ProvidersView.as_view()),
    path("sign-on/providers/<uuid:public_id>", views.ProviderView.as_view()),
    path("sign-on/providers/<uuid:public_id>/switch", views.ProviderSwitchView.as_view()),
    path("sign-on/providers/<uuid:public_id>/test", views.ProviderTestView.as_view()),
    path("sign-on/tests/<uuid:public_id>", views.SignOnTestView.as_view()),
]
