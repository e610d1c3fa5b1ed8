"""Paths below /api/v1/."""

from django.urls import path

from widget.api import images, proactive, recording, staff_views, views

urlpatterns = [
    path("widget/config", views.ConfigView.as_view()),
    path("widget/sessions", views.SessionsView.as_view()),
    path("widget/sessions/current", views.CurrentSessionView.as_view()),
    path("widget/consent", views.ConsentView.as_view()),
    path("widget/context", views.ContextView.as_view()),
    path("widget/context/preview", views.ContextPreviewView.as_view()),
    path("widget/home", views.HomeView.as_view()),
    path("widget/portal", views.PortalView.as_view()),
    path("widget/unread", views.UnreadView.as_view()),
    path("widget/proactive", proactive.ProactiveView.as_view()),
    path("widget/proactive/choice", proactive.ProactiveChoiceView.as_view()),
    path("widget/proactive/<int:message_id>", proactive.ProactiveAnswerView.as_view()),
    path("widget/search", views.SearchView.as_view()),
    path("widget/articles/<str:slug>", views.ArticleView.as_view()),
    path("widget/guide-steps", recording.StepLookedView.as_view()),
    path("widget/recordings/open", recording.OpenView.as_view()),
    path("widget/recordings/save", recording.SaveView.as_view()),
    path("articles/<int:article_id>/recordings", recording.BeginView.as_view()),
    path("widget/conversations", views.ConversationsView.as_view()),
    path("widget/conversations/<str:conversation_id>", views.ConversationView.as_view()),
    path("widget/conversations/<str:conversation_id>/messages", views.MessagesView.as_view()),
    path("widget/conversations/<str:conversation_id>/read", views.ReadView.as_view()),
    path("widget/conversations/<str:conversation_id>/feedback", views.FeedbackView.as_view()),
    path("widget/conversations/<str:conversation_id>/rating", views.RatingView.as_view()),
    path("widget/conversations/<str:conversation_id>/email", views.EmailView.as_view()),
    path("widget/article-images/<uuid:public_id>", images.ArticleImageView.as_view()),
    path("widget/attachments", views.AttachmentsView.as_view()),
    path("widget/attachments/<str:attachment_id>", views.AttachmentView.as_view()),
    path("tickets/<int:number>/session", staff_views.TicketSessionView.as_view()),
    path("widget-settings/<slug:brand>", staff_views.WidgetSettingsView.as_view()),
    path("widget-settings/<slug:brand>/rotate-secret", staff_views.WidgetSecretView.as_view()),
    path("widget-settings/<slug:brand>/retire-secret", staff_views.WidgetRetireView.as_view()),
    path("widget-settings/<slug:brand>/seen", staff_views.WidgetSeenView.as_view()),
    path("widget-settings/<slug:brand>/test-area", staff_views.WidgetAreaTestView.as_view()),
]
