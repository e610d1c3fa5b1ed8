"""Paths below /api/v1/."""

from django.urls import path

from quality.api import views

urlpatterns = [
    path("quality/reviews", views.ReviewsView.as_view()),
    path("quality/reviews/<int:review_id>", views.ReviewView.as_view()),
    path("quality/reviews/<int:review_id>/comments", views.CommentsView.as_view()),
    path("quality/coaching", views.CoachingView.as_view()),
    path("quality/people", views.TeamView.as_view()),
    path("quality/rubric", views.RubricView.as_view()),
    path("quality/drift", views.DriftView.as_view()),
    path("quality/drift/weeks", views.DriftWeeksView.as_view()),
]
