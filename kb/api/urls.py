"""Paths of the knowledge base."""

from django.urls import path

from kb.api import views

urlpatterns = [
    path("articles", views.ArticlesView.as_view()),
    path("articles/import", views.ImportView.as_view()),
    path("articles/<int:article_id>", views.ArticleView.as_view()),
    path("articles/<int:article_id>/versions", views.VersionsView.as_view()),
    path("articles/<int:article_id>/versions/<int:number>", views.VersionView.as_view()),
    path("articles/<int:article_id>/restore", views.RestoreView.as_view()),
    path("articles/<int:article_id>/review", views.ReviewView.as_view()),
    path("kb/search", views.SearchView.as_view()),
]
