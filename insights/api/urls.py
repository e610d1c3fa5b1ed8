"""Paths below /api/v1/."""

from django.urls import path

from insights.api import ask_views, event_views, health_views, playbook_views, report_views, views

urlpatterns = [
    path("insights/figures", views.FiguresView.as_view()),
    path("insights/figures.csv", views.FiguresCsvView.as_view()),
    path("insights/figures.pdf", views.FiguresPdfView.as_view()),
    path("insights/groups", views.GroupsView.as_view()),
    path("insights/series", views.SeriesView.as_view()),
    path("insights/tickets", views.BehindView.as_view()),
    path("insights/tickets.csv", views.BehindCsvView.as_view()),
    path("insights/money", views.MoneyView.as_view()),
    path("insights/accounts", report_views.AccountsView.as_view()),
    path("insights/accounts.csv", report_views.AccountsCsvView.as_view()),
    path("insights/reports", report_views.ReportsView.as_view()),
    path("insights/reports/settings", report_views.ReportSettingsView.as_view()),
    path("insights/reports/<int:schedule_id>", report_views.ReportView.as_view()),
    path("insights/ask", ask_views.AskView.as_view()),
    path("insights/ask.csv", ask_views.AskCsvView.as_view()),
    path("insights/ask/tickets", ask_views.AskBehindView.as_view()),
    path("insights/ask/tickets.csv", ask_views.AskBehindCsvView.as_view()),
    path("insights/ask/questions", ask_views.AskQuestionsView.as_view()),
    path("insights/ask/questions/<int:question_id>", ask_views.AskQuestionView.as_view()),
    path("insights/companies/<int:company_id>/health", health_views.CompanyHealthView.as_view()),
    path("insights/companies/<int:company_id>/corrections", health_views.CorrectionsView.as_view()),
    path(
        "insights/companies/<int:company_id>/corrections/<str:reason>",
        health_views.CorrectionView.as_view(),
    ),
    path("insights/companies/<int:company_id>/usage", health_views.CompanyUsageView.as_view()),
    path("insights/companies/<int:company_id>/outcome", health_views.CompanyOutcomeView.as_view()),
    path("insights/calibration", health_views.CalibrationView.as_view()),
    path("insights/rules", health_views.SignalRulesView.as_view()),
    path("insights/rules/preview", health_views.SignalRulesTrialView.as_view()),
    path("insights/signals", health_views.SignalsView.as_view()),
    path("insights/signals/<int:signal_id>", health_views.SignalView.as_view()),
    path("insights/playbooks", playbook_views.PlaybooksView.as_view()),
    path("insights/playbooks/limits", playbook_views.PlaybookTogetherView.as_view()),
    path("insights/playbooks/<int:playbook_id>", playbook_views.PlaybookView.as_view()),
    path("insights/playbooks/<int:playbook_id>/preview", playbook_views.PlaybookTrialView.as_view()),
    path("events", event_views.EventsView.as_view()),
]
