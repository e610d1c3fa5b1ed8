from django.apps import AppConfig


class SalesforceConfig(AppConfig):
    """Salesforce as a CRM."""

    name = "integrations.salesforce"
    label = "salesforce"
    verbose_name = "Salesforce"

    def ready(self) -> None:
        from integrations.connections import systems
        from integrations.crm import crms
        from integrations.salesforce import spec

        crms.add(spec.CRM)
        systems.add(spec.spec())
