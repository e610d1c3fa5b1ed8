"""
Reading what sources hold: pages, files and exports, as items.

What parses strangers' content (`pages`, `formats`, `exports`) knows no Django and runs in the process of
`core.sandbox` (`job`); `safely` is the side that asks it.
"""
