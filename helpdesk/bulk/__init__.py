"""Large synthetic histories for measurements, written by the database itself."""
