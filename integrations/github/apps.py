from django.apps import AppConfig


class GitHubConfig(AppConfig):
    """GitHub as a tracker of engineering issues."""

    name = "integrations.github"
    label = "github"
    verbose_name = "GitHub"

    def ready(self) -> None:
        from integrations.connections import systems
        from integrations.github.spec import TRACKER, spec
        from integrations.issues import trackers

        trackers.add(TRACKER)
        if systems.find(TRACKER.system) is None:
            systems.add(spec())
