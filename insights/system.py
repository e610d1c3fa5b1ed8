"""What the insights tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    verbs={
        "supervisor": frozenset({"insights.see"}),
        "admin": frozenset({"insights.write", "event.send"}),
    },
    scopes={"insights": "measures, money and the tickets behind them, which need `tickets` and `people` too"},
    beat={
        "insights.tasks.settle": 15.0,
        "insights.tasks.fill": 60.0,
        "insights.tasks.examine": 30.0,
        "insights.tasks.begin_day": 900.0,
        "insights.tasks.notice": 900.0,
        "insights.tasks.play": 15.0,
        "insights.tasks.play_records": 60.0,
        "insights.tasks.forget": 3600.0,
        "insights.tasks.mail_reports": 60.0,
    },
    routes={"insights.tasks.*": "slow"},
    api_urls="insights.api.urls",
    enums={
        "HealthReasonKind": "insights.health.Reason",
        "SignalKind": "insights.models.Signal.Kind",
        "SignalState": "insights.models.Signal.State",
        "CompanyOutcomeKind": "insights.models.CompanyOutcome.Kind",
        "PlaybookTriggerKind": "insights.playbooks.TriggerKind",
        "PlaybookActionKind": "insights.playbooks.ActionKind",
        "PlaybookCompare": "insights.playbooks.Compare",
        "PlaybookFiringState": "insights.models.PlaybookFiring.State",
        "ReportKind": "insights.models.ReportSchedule.Report",
        "ReportEvery": "insights.models.ReportSchedule.Every",
        "ReportFormat": "insights.models.ReportSchedule.Format",
        "ReportPause": "insights.models.ReportSchedule.Pause",
        "PlaybookSkipReason": "insights.models.PlaybookFiring.Reason",
    },
)
