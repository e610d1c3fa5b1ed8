"""Paths outside of the API: where browsers come back from a provider."""

from django.urls import path

from integrations.sign_on.api import pages

urlpatterns = [
    path("sign-on/callback", pages.oidc_callback),
    path("sign-on/saml/acs", pages.saml_acs),
    path("sign-on/saml/metadata", pages.saml_metadata),
    path("sign-on/finish", pages.saml_finish),
]
