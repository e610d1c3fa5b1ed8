"""
`make run`: the whole helpdesk on one machine under one parent process.

The parent uses the standard library only, so that it stays small and starts before Django does.
"""
