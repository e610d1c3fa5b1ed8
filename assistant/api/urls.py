"""Paths of the assistant."""

from django.urls import URLPattern, URLResolver, path

from assistant.api import configuration_views as configuring
from assistant.api import gap_views as gaps
from assistant.api import ledger_views, review_views, views
from assistant.api import trying_views as trying

urlpatterns: list[URLPattern | URLResolver] = [
    path("assistant/ask", views.AskView.as_view()),
    path("assistant/boundaries", views.BoundariesView.as_view()),
    path("assistant/copilot", views.CopilotView.as_view()),
    path("assistant/configuration", configuring.ConfigurationView.as_view()),
    path("assistant/draft", configuring.DraftView.as_view()),
    path("assistant/draft/publish", configuring.PublishView.as_view()),
    path("assistant/versions", configuring.VersionsView.as_view()),
    path("assistant/versions/<int:version>", configuring.VersionView.as_view()),
    path("assistant/versions/<int:version>/restore", configuring.RestoreView.as_view()),
    path("assistant/confidence", configuring.ConfidenceView.as_view()),
    path("assistant/spending", configuring.SpendingView.as_view()),
    path("assistant/try", trying.TryView.as_view()),
    path("assistant/bench", trying.BenchView.as_view()),
    path("assistant/bench/<int:bench_id>", trying.BenchQuestionView.as_view()),
    path("assistant/replays", trying.ReplaysView.as_view()),
    path("assistant/replays/<int:replay_id>", trying.ReplayView.as_view()),
    path("assistant/replays/<int:replay_id>/stop", trying.ReplayStopView.as_view()),
    path("assistant/replays/<int:replay_id>/items", trying.ReplayItemsView.as_view()),
    path("assistant/status", views.StatusView.as_view()),
    path("assistant/ledger", ledger_views.LedgerView.as_view()),
    path("assistant/ledger.csv", ledger_views.LedgerCsvView.as_view()),
    path("assistant/ledger/conversations", ledger_views.LedgerConversationsView.as_view()),
    path("assistant/ledger/conversations/<int:number>", ledger_views.LedgerConversationView.as_view()),
    path("assistant/autonomy", ledger_views.AutonomyView.as_view()),
    path("assistant/autonomy/<slug:category>", ledger_views.AutonomyCategoryView.as_view()),
    path("assistant/reviews", review_views.ReviewsView.as_view()),
    path("assistant/reviews/<int:number>", review_views.ReviewView.as_view()),
    path("assistant/reviews/<int:number>/verdict", review_views.VerdictView.as_view()),
    path("kb/gaps", gaps.GapsView.as_view()),
    path("kb/gaps.csv", gaps.GapsCsvView.as_view()),
    path("kb/gaps/<int:gap_id>", gaps.GapView.as_view()),
    path("kb/gaps/<int:gap_id>/draft", gaps.GapDraftView.as_view()),
    path("kb/gaps/<int:gap_id>/trial", gaps.GapTrialView.as_view()),
    path("kb/gap-figures", gaps.GapFiguresView.as_view()),
    path("kb/outcomes", gaps.OutcomesView.as_view()),
    path("kb/outcomes.csv", gaps.OutcomesCsvView.as_view()),
    path("kb/coverage", gaps.CoverageView.as_view()),
    path("tickets/<int:number>/copilot/draft/rejection", review_views.DraftRejectionView.as_view()),
    path("tickets/<int:number>/handoff", views.HandoffView.as_view()),
    path("tickets/<int:number>/triage", views.TriageView.as_view()),
    path("tickets/<int:number>/copilot/draft", views.DraftView.as_view()),
    path("tickets/<int:number>/copilot/rewrite", views.RewriteView.as_view()),
    path("tickets/<int:number>/copilot/translate", views.TranslateView.as_view()),
    path("tickets/<int:number>/copilot/summary", views.SummaryView.as_view()),
    path("tickets/<int:number>/suggestions", views.SuggestionsView.as_view()),
]
