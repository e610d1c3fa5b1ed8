"""How text becomes search terms and a question becomes a statement, the same for everything that is found."""
