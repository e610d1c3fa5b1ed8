"""Writes of service levels: facts, clocks, warnings and configuration."""

from sla.services.clocking import clocks_refresh
from sla.services.configuring import calendars_replace, policies_replace
from sla.services.firing import checks_claim, checks_soon, ticket_check, ticket_import
from sla.services.noting import fact_of_entry, facts_add, facts_of_changes

__all__ = [
    "calendars_replace",
    "checks_claim",
    "checks_soon",
    "clocks_refresh",
    "fact_of_entry",
    "facts_add",
    "facts_of_changes",
    "policies_replace",
    "ticket_check",
    "ticket_import",
]
