"""
The allauth routes that the workspace uses, one by one.

allauth's own list would also expose its routes for addresses, passwords, factors and sign-up, and whatever a
later version adds. Staff change their accounts through `people.services`.
"""

from allauth.headless.account.views import SessionView
from allauth.headless.constants import Client
from django.urls import path

from people.api.second_step import CodeStepView, PasskeySignInView, PasskeyStepView, PasswordSignInView

urlpatterns = [
    path("login", PasswordSignInView.as_api_view(client=Client.BROWSER)),
    path("session", SessionView.as_api_view(client=Client.BROWSER)),
    path("2fa/authenticate", CodeStepView.as_api_view(client=Client.BROWSER)),
    path("webauthn/authenticate", PasskeyStepView.as_api_view(client=Client.BROWSER)),
    path("webauthn/login", PasskeySignInView.as_api_view(client=Client.BROWSER)),
]
