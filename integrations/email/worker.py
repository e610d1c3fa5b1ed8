"""The worker hears of new mail at once; see `integrations.email.services.watching`."""

from typing import Any

from celery.bootsteps import StartStopStep


class MailWatch(StartStopStep):
    """Waiting connections to the mailboxes, in threads of the worker's main process."""

    # The pool's processes are forked by then: a thread's locks would be copied as they are at that moment.
    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._watching: Any = None

    def start(self, parent: Any) -> None:
        # Models can be imported only now: the app of Celery is made before Django's.
        from core.queue import enqueue
        from integrations.email.services.watching import Watching

        self._watching = Watching(
            lambda mailbox_id: enqueue("integrations.email.tasks.fetch", mailbox_id=mailbox_id)
        )
        self._watching.start()

    def stop(self, parent: Any) -> None:
        if self._watching is not None:
            self._watching.stop()

    # A cold shutdown ends what runs without asking; the threads are daemons and go with the process.
    terminate = stop
