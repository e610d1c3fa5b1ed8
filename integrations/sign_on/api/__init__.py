"""The API of single sign-on, and the pages to which browsers come back."""
