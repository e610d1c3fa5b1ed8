"""The worker learns of new mail at once; see `integrations.email.services.watching`."""

from typing import Any

from celery.bootsteps import StartStopStep


class MailWatch(StartStopStep):
    """Waiting connections to the mailboxes, in threads of the worker's main process."""

    # By then the pool's processes have been forked: a thread's locks would be copied in their current state.
    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._watching: Any = None

    def start(self, parent: Any) -> None:
        # Models can only be imported now: the Celery app is created before Django's.
        from core.queue import enqueue
        from integrations.email.services.watching import Watching

        self._watching = Watching(
            lambda mailbox_id: enqueue("integrations.email.tasks.fetch", mailbox_id=mailbox_id)
        )
        self._watching.start()

    def stop(self, parent: Any) -> None:
        if self._watching is not None:
            self._watching.stop()

    # A cold shutdown does not ask; the threads are daemons and end with the process.
    terminate = stop
