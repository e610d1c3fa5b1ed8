"""The engine that needs no key and no network."""
