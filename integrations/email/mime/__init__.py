"""Mail as text, files and facts, and as bytes; this package knows no Django, database or network."""
