"""Paths below /api/v1/."""

from django.urls import path

from notices.api import views

urlpatterns = [
    path("notices", views.NoticesView.as_view()),
    path("notices/read", views.ReadView.as_view()),
    path("notices/unread", views.UnreadView.as_view()),
    path("notices/choices", views.ChoicesView.as_view()),
]
