from django.apps import AppConfig


class StripeConfig(AppConfig):
    """Stripe as the source of plans, subscriptions and invoices."""

    name = "integrations.stripe"
    label = "stripe"
    verbose_name = "Stripe"

    def ready(self) -> None:
        from assistant.actions import declared
        from core import persons
        from core.events import subscribe
        from integrations.connections import systems
        from integrations.stripe import handlers, spec
        from integrations.stripe.services import kept as words
        from integrations.stripe.services import looking_up
        from people.events import CompanyChanged

        persons.add("stripe", words.PERSONS)
        persons.add_elsewhere("stripe", words.elsewhere)
        systems.add(spec.spec())
        declared.add(looking_up.SUBSCRIPTION)
        declared.add(looking_up.INVOICES)
        subscribe(CompanyChanged, handlers.on_company_changed, key="stripe.company_changed")
