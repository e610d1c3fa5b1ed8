"""How text becomes search terms and a query becomes SQL, in the same way for everything searchable."""
