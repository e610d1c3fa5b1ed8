from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Mailboxes, ingest, automatic mail and delivery."""

    name = "integrations.email"
    label = "email"
    verbose_name = "Email"
