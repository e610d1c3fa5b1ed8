"""Measures, health scores, signals and reports over all floors."""
