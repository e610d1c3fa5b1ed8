from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core app."""

    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started

        from core import kept, own_words, persons, queue, scanning
        from core.scanning import clamd

        scanning.scanner.fill(clamd.scan)
        kept.add("core", own_words.KEEPERS)
        persons.add("core", own_words.PERSONS)
        request_started.connect(queue.begin_answer)
        request_finished.connect(queue.end_answer)
