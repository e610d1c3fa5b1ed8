"""Mail as text, files and facts, and as bytes: nothing here knows Django, a database or a network."""
