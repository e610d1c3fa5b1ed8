"""Paths below /api/v1/."""

from django.urls import path

from people.api import accounts, staff, tokens, views

urlpatterns = [
    path("csrf", views.SignInHintView.as_view()),
    path("me", views.MeView.as_view()),
    path("me/account", accounts.AccountView.as_view()),
    path("me/password", accounts.OwnPasswordView.as_view()),
    path("me/address", accounts.OwnAddressView.as_view()),
    path("me/address/confirm", accounts.ConfirmAddressView.as_view()),
    path("me/sessions", accounts.OwnSessionsView.as_view()),
    path("me/sessions/<uuid:public_id>", accounts.OwnSessionView.as_view()),
    path("password/forgot", accounts.ForgottenView.as_view()),
    path("password/reset", accounts.ResetView.as_view()),
    path("users", views.UsersView.as_view()),
    path("staff", staff.StaffView.as_view()),
    path("staff/invitations", staff.InvitationsView.as_view()),
    path("staff/<int:user_id>", staff.ColleagueView.as_view()),
    path("staff/<int:user_id>/invitation", staff.InvitationView.as_view()),
    path("invitation/look", staff.InvitationLookView.as_view()),
    path("invitation/accept", staff.InvitationAcceptView.as_view()),
    path("roles", staff.RolesView.as_view()),
    path("teams", views.TeamsView.as_view()),
    path("teams/<int:team_id>", staff.TeamView.as_view()),
    path("teams/<int:team_id>/members", staff.TeamMembersView.as_view()),
    path("brands", views.BrandsView.as_view()),
    path("skills", views.SkillsView.as_view()),
    path("skills/<int:skill_id>", staff.SkillView.as_view()),
    path("companies", views.CompaniesView.as_view()),
    path("companies/<int:company_id>", views.CompanyView.as_view()),
    path("contacts", views.ContactsView.as_view()),
    path("contacts/<int:contact_id>", views.ContactView.as_view()),
    path("scopes", tokens.ScopesView.as_view()),
    path("tokens", tokens.TokensView.as_view()),
    path("tokens/<int:token_id>", tokens.TokenView.as_view()),
    path("tokens/<int:token_id>/rotate", tokens.TokenRotationView.as_view()),
]
