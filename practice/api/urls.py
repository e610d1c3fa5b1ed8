"""Paths below /api/v1/."""

from django.urls import path

from practice.api import views

urlpatterns = [
    path("practice/sets", views.SetsView.as_view()),
    path("practice/sets/<int:set_id>", views.SetView.as_view()),
    path("practice/cases/<int:case_id>", views.CaseView.as_view()),
    path("practice/attempts", views.AttemptsView.as_view()),
    path("practice/attempts/<int:attempt_id>", views.AttemptView.as_view()),
    path("practice/attempts/<int:attempt_id>/replies", views.ReplyView.as_view()),
    path("practice/attempts/<int:attempt_id>/marks", views.MarkView.as_view()),
    path("practice/attempts/<int:attempt_id>/help", views.HelpView.as_view()),
    path("practice/attempts/<int:attempt_id>/finish", views.FinishView.as_view()),
    path("practice/progress", views.ProgressView.as_view()),
]
