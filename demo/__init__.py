"""The demo world: Halyard, a product analytics company, its customers, articles and conversations."""
