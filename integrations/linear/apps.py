from django.apps import AppConfig


class LinearConfig(AppConfig):
    """Linear as a tracker of engineering issues."""

    name = "integrations.linear"
    label = "linear"
    verbose_name = "Linear"

    def ready(self) -> None:
        from integrations.connections import systems
        from integrations.issues import trackers
        from integrations.linear.spec import TRACKER, spec

        trackers.add(TRACKER)
        if systems.find(TRACKER.system) is None:
            systems.add(spec())
