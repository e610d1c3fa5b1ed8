"""Identity providers that can be told to lie."""
