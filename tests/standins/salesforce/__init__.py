"""A stand-in for Salesforce that keeps state, held to the facts of its published interface."""

from tests.standins.salesforce.server import SalesforceStandIn

__all__ = ["SalesforceStandIn"]
