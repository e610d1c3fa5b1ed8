"""Writes the demo world into an empty installation, through the services of the product."""

from demo.loading.everything import is_loaded, load_demo

__all__ = ["is_loaded", "load_demo"]
