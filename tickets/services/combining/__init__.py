"""Tickets that become one, come apart, or are begun from a message of another."""
