"""Stripe: what customers pay for, and what they could not be charged. It is only ever read."""
