"""What Slack tells the roof."""

from core.declarations import Declaration, Variable
from tickets.channel_kinds import ChannelKind, Way

SYSTEM = Declaration(
    queues=("slack",),
    routes={"integrations.slack.tasks.*": "slack"},
    beat={
        "integrations.slack.tasks.sweep": 2.0,
        "integrations.slack.tasks.alert": 5.0,
        "integrations.slack.tasks.forget": 3600.0,
    },
    channels={"slack": ChannelKind("Slack", Way.THREAD, is_live=True)},
    api_urls="integrations.slack.api.urls",
    worker_steps=("integrations.slack.worker:SlackSocket",),
    variables=(
        Variable("SLACK_CLIENT_ID"),
        Variable("SLACK_CLIENT_SECRET"),
        Variable("SLACK_SIGNING_SECRET"),
        Variable("SLACK_APP_TOKEN"),
        Variable("SLACK_URL", "https://slack.com", is_url=True),
    ),
    enums={
        "SlackAlertKind": "integrations.slack.models.AlertKind",
        "SlackMode": "integrations.slack.models.Mode",
    },
)
