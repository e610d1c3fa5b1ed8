"""Stand-ins for outside systems: real servers on loopback that keep to the published contracts."""
