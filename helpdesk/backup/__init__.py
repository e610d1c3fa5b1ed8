"""
One archive of an installation: what its database and its stored files are at one moment.

An archive is a tar (`packing`) with a digest of all of it at its end, as it is or sealed with a key
(`sealing`). It holds `files/…`, `database/00000…` (the pieces of a pg_dump in custom format) and, last,
`manifest.json`.
"""
