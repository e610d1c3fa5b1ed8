"""Writes of service levels: facts, clocks, warnings and configuration."""

from sla.services.checking import clocks_refresh_together, tickets_check
from sla.services.clocking import clocks_refresh
from sla.services.configuring import calendars_replace, policies_replace, version_restore
from sla.services.firing import checks_behind, checks_claim, checks_soon, ticket_check, ticket_import
from sla.services.noting import (
    fact_of_entry,
    facts_add,
    facts_of_changes,
    facts_of_merge,
    facts_of_unmerge,
)
from sla.services.previewing import calendars_preview, policies_preview, version_preview
from sla.services.reporting import compliance, contract_report, misses_of
from sla.services.trying import example_try

__all__ = [
    "calendars_preview",
    "calendars_replace",
    "checks_behind",
    "checks_claim",
    "checks_soon",
    "clocks_refresh",
    "clocks_refresh_together",
    "compliance",
    "contract_report",
    "example_try",
    "fact_of_entry",
    "facts_add",
    "facts_of_changes",
    "facts_of_merge",
    "facts_of_unmerge",
    "misses_of",
    "policies_preview",
    "policies_replace",
    "ticket_check",
    "ticket_import",
    "tickets_check",
    "version_preview",
    "version_restore",
]
