"""Paths below /api/v1/."""

from django.urls import path

from people.api import views

urlpatterns = [
    path("csrf", views.SignInHintView.as_view()),
    path("me", views.MeView.as_view()),
    path("users", views.UsersView.as_view()),
    path("teams", views.TeamsView.as_view()),
    path("brands", views.BrandsView.as_view()),
    path("skills", views.SkillsView.as_view()),
    path("companies", views.CompaniesView.as_view()),
    path("companies/<int:company_id>", views.CompanyView.as_view()),
    path("contacts", views.ContactsView.as_view()),
    path("contacts/<int:contact_id>", views.ContactView.as_view()),
    path("tokens", views.TokensView.as_view()),
    path("tokens/<int:token_id>", views.TokenView.as_view()),
]
