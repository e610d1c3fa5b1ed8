"""Large synthetic histories for measuring, written by the database itself."""
