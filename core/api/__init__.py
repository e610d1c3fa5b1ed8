"""The base of every endpoint: actors, problems, paging, idempotency, throttles."""
