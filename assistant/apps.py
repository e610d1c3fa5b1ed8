from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """Triage, answers, boundaries, handoff, copilot."""

    name = "assistant"
    verbose_name = "Assistant"

    def ready(self) -> None:
        from assistant import handlers, selectors
        from core import setup
        from core.events import subscribe
        from tickets.events import MessageReceived

        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="assistant.on_message_received",
            queue=handlers.queue_of,
        )
        setup.rules.add(setup.Rule("assistant", 50, "assistant", selectors.assistant_rule))
        setup.proposals.add(setup.Proposal("answers", 10, 60, "assistant", selectors.answers_proposal))
