"""Other systems: one folder each (email, Slack, Linear, CRM, billing, webhooks, importers)."""
