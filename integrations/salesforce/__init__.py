"""Salesforce: its API, behind the port of `integrations.crm`."""
