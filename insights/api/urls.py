"""Paths below /api/v1/."""

from django.urls import path

from insights.api import views

urlpatterns = [
    path("insights/figures", views.FiguresView.as_view()),
    path("insights/figures.csv", views.FiguresCsvView.as_view()),
    path("insights/figures.pdf", views.FiguresPdfView.as_view()),
    path("insights/groups", views.GroupsView.as_view()),
    path("insights/series", views.SeriesView.as_view()),
    path("insights/tickets", views.BehindView.as_view()),
    path("insights/tickets.csv", views.BehindCsvView.as_view()),
    path("insights/money", views.MoneyView.as_view()),
]
