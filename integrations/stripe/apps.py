from django.apps import AppConfig


class StripeConfig(AppConfig):
    """Stripe as the source of plans, subscriptions and invoices."""

    name = "integrations.stripe"
    label = "stripe"
    verbose_name = "Stripe"

    def ready(self) -> None:
        from assistant.actions import declared
        from core.events import subscribe
        from integrations.connections import systems
        from integrations.stripe import handlers, spec
        from integrations.stripe.services import looking_up
        from people.events import CompanyChanged

        systems.add(spec.spec())
        declared.add(looking_up.SUBSCRIPTION)
        declared.add(looking_up.INVOICES)
        subscribe(CompanyChanged, handlers.on_company_changed, key="stripe.company_changed")
