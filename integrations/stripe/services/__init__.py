"""What Stripe's side can do."""

from integrations.stripe.services.configuring import SettingsChanged, settings_of, settings_save
from integrations.stripe.services.filling import companies_fill, names_of
from integrations.stripe.services.matching import customer_settle, match_again, match_company
from integrations.stripe.services.syncing import (
    connections_due,
    ended_forget,
    event_take,
    sync,
    sync_ask,
)

__all__ = [
    "SettingsChanged",
    "companies_fill",
    "connections_due",
    "customer_settle",
    "ended_forget",
    "event_take",
    "match_again",
    "match_company",
    "names_of",
    "settings_of",
    "settings_save",
    "sync",
    "sync_ask",
]
