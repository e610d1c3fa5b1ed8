"""Django's PostgreSQL backend with counters for Prometheus and a check of pooled connections that is free."""
