from django.apps import AppConfig


class ImportersConfig(AppConfig):
    """Histories of other systems: read, mapped, tried, taken over, and taken back."""

    name = "integrations.importers"
    label = "importers"
    verbose_name = "Import"

    def ready(self) -> None:
        from core import persons
        from integrations.importers.services import persons as held

        persons.add("importers", held.PERSONS)
