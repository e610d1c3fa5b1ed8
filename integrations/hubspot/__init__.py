"""HubSpot: its API and its webhooks, behind the port of `integrations.crm`."""
