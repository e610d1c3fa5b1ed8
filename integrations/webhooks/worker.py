"""The worker sends webhooks in a thread of its own; see `integrations.webhooks.services.posting`."""

from typing import Any

from celery.bootsteps import StartStopStep


class Post(StartStopStep):
    """Takes events into the stream and sends deliveries, beside the worker's tasks."""

    # By then the pool's processes have been forked: a thread's locks would be copied in their current state.
    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._postman: Any = None

    def start(self, parent: Any) -> None:
        # Models can only be imported now: the Celery app is created before Django's.
        from integrations.webhooks.services.posting import Postman

        self._postman = Postman()
        self._postman.start()

    def stop(self, parent: Any) -> None:
        if self._postman is not None:
            self._postman.stop()

    # A cold shutdown does not ask; the threads are daemons and end with the process.
    terminate = stop
