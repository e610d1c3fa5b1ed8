from django.apps import AppConfig


class HubSpotConfig(AppConfig):
    """HubSpot as a CRM."""

    name = "integrations.hubspot"
    label = "hubspot"
    verbose_name = "HubSpot"

    def ready(self) -> None:
        from integrations.connections import systems
        from integrations.crm import crms
        from integrations.hubspot import spec

        crms.add(spec.CRM)
        systems.add(spec.spec())
