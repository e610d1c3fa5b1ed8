"""Paths of the knowledge base."""

from django.urls import path

from kb.api import approvals, images, searches, sources, views

urlpatterns = [
    path("articles", views.ArticlesView.as_view()),
    path("articles/import", views.ImportView.as_view()),
    path("articles/<int:article_id>", views.ArticleView.as_view()),
    path("articles/<int:article_id>/versions", views.VersionsView.as_view()),
    path("articles/<int:article_id>/versions/<int:number>", views.VersionView.as_view()),
    path("articles/<int:article_id>/restore", views.RestoreView.as_view()),
    path("articles/<int:article_id>/review", views.ReviewView.as_view()),
    path("articles/<int:article_id>/approval", approvals.ApprovalView.as_view()),
    path("articles/<int:article_id>/approval/give", approvals.ApproveView.as_view()),
    path("articles/<int:article_id>/approval/return", approvals.ReturnView.as_view()),
    path("articles/<int:article_id>/approvals", approvals.ApprovalsView.as_view()),
    path("articles/<int:article_id>/images", images.ImagesView.as_view()),
    path("article-images/<uuid:public_id>", images.ImageView.as_view()),
    path("kb/help-centers", approvals.HelpCentersView.as_view()),
    path("kb/help-centers/<slug:brand_slug>", approvals.HelpCenterView.as_view()),
    path("kb/sources", sources.SourcesView.as_view()),
    path("kb/sources/preview", sources.PreviewView.as_view()),
    path("kb/sources/<int:source_id>", sources.SourceView.as_view()),
    path("kb/sources/<int:source_id>/read", sources.ReadView.as_view()),
    path("kb/sources/<int:source_id>/stop", sources.StopView.as_view()),
    path("kb/sources/<int:source_id>/pause", sources.PauseView.as_view()),
    path("kb/sources/<int:source_id>/resume", sources.ResumeView.as_view()),
    path("kb/sources/<int:source_id>/runs", sources.RunsView.as_view()),
    path("kb/sources/<int:source_id>/changes", sources.ChangesView.as_view()),
    path("kb/sources/<int:source_id>/files", sources.FilesView.as_view()),
    path("kb/sources/<int:source_id>/files/<int:file_id>", sources.FileView.as_view()),
    path("kb/sources/<int:source_id>/candidates", sources.CandidatesView.as_view()),
    path("kb/sources/<int:source_id>/tickets", sources.TicketsView.as_view()),
    path("kb/sources/<int:source_id>/tickets/<int:number>", sources.TicketView.as_view()),
    path("kb/searches", searches.SearchesView.as_view()),
    path("kb/searches/list", searches.SearchListView.as_view()),
    path("kb/searches.csv", searches.SearchesCsvView.as_view()),
    path("kb/search", views.SearchView.as_view()),
]
