"""What Slack can do, one function per use case."""

from integrations.slack.services.alerts import News, alert_raise, alerts_send, clock_text, escalation_text
from integrations.slack.services.channels import channel_set, channels_look, workspace_set
from integrations.slack.services.gathering import channel_work
from integrations.slack.services.intake import hook_take
from integrations.slack.services.posting import on_delivered, reply_queue, thread_push
from integrations.slack.services.rules import TooManyRules, forget, rule_change, rule_create, rule_delete
from integrations.slack.services.socket import SocketState, socket_state
from integrations.slack.services.surveying import survey_queue

__all__ = [
    "News",
    "SocketState",
    "TooManyRules",
    "alert_raise",
    "alerts_send",
    "channel_set",
    "channel_work",
    "channels_look",
    "clock_text",
    "escalation_text",
    "forget",
    "hook_take",
    "on_delivered",
    "reply_queue",
    "rule_change",
    "rule_create",
    "rule_delete",
    "socket_state",
    "survey_queue",
    "thread_push",
    "workspace_set",
]
