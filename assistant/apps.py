from django.apps import AppConfig


class AssistantConfig(AppConfig):
    """Triage, answers, boundaries, handoff, copilot."""

    name = "assistant"
    verbose_name = "Assistant"

    def ready(self) -> None:
        from assistant import handlers, selectors
        from assistant.actions import declared
        from assistant.events import AnswerJudged
        from assistant.selectors import alike
        from assistant.services import kept as words
        from assistant.services import merging, own_actions
        from core import kept, ports, setup
        from core.events import subscribe
        from kb.events import ArticlePublished
        from tickets.events import (
            EntryAppended,
            MessageReceived,
            ReplyPosted,
            TicketMerged,
            TicketRated,
            TicketsMoved,
            TicketUnmerged,
        )

        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="assistant.on_message_received",
            queue=handlers.queue_of,
        )
        subscribe(EntryAppended, handlers.on_step, key="assistant.on_step", wants=handlers.wants_step)
        subscribe(ReplyPosted, handlers.on_reply, key="assistant.on_reply", wants=handlers.wants_reply)
        subscribe(MessageReceived, handlers.on_return, key="assistant.on_return", wants=handlers.wants_return)
        subscribe(AnswerJudged, handlers.on_judged, key="assistant.on_judged", wants=handlers.wants_judged)
        subscribe(TicketRated, handlers.on_rated, key="assistant.on_rated")
        subscribe(TicketMerged, handlers.on_merged, key="assistant.on_ticket_merged")
        subscribe(TicketUnmerged, handlers.on_merged, key="assistant.on_ticket_unmerged")
        subscribe(TicketsMoved, handlers.on_tickets_moved, key="assistant.on_tickets_moved")
        subscribe(ArticlePublished, handlers.on_article_published, key="assistant.on_article_published")
        ports.ticket_moves.add("actions", merging.calls_move)
        ports.ticket_returns.add("actions", merging.calls_return)
        ports.merge_hints.add("codes", alike.codes_shared)
        ports.merge_hints.add("meaning", alike.meanings_shared)
        setup.rules.add(setup.Rule("assistant", 50, "assistant", selectors.assistant_rule))
        setup.proposals.add(setup.Proposal("answers", 10, 60, "assistant", selectors.answers_proposal))
        declared.add(own_actions.TICKETS)
        declared.add(own_actions.TAG)
        kept.add("assistant", words.KEEPERS)
