"""The worker holds Slack's socket; see `integrations.slack.services.socket`."""

from typing import Any

from celery.bootsteps import StartStopStep


class SlackSocket(StartStopStep):
    """Socket Mode, in a thread of the worker's main process."""

    # By then the pool's processes have been forked: a thread's locks would be copied in their current state.
    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._holder: Any = None

    def start(self, parent: Any) -> None:
        # Models can only be imported now: the Celery app is created before Django's.
        from integrations.slack.services.socket import SocketHolder

        self._holder = SocketHolder()
        self._holder.start()

    def stop(self, parent: Any) -> None:
        if self._holder is not None:
            self._holder.stop()

    # A cold shutdown does not ask; the threads are daemons and end with the process.
    terminate = stop
