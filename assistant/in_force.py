"""The assistant's configuration in force, read once for each version and kept in memory."""

from django.db.models import Q

from assistant.configuration import AS_SHIPPED, Configuration, read_configuration
from assistant.models import ConfigurationVersion
from core.reads import Read

_VERSIONS = Read(ConfigurationVersion.objects.all, ("pk",))
_loaded: tuple[int, Configuration] = (0, AS_SHIPPED)


def in_force() -> Configuration:
    """The newest version: one small statement, and a full read only after a change."""
    global _loaded
    row = _VERSIONS.first(Q(), order=("-version",))
    if row is None:
        return AS_SHIPPED
    (newest,) = row
    known, found = _loaded
    if known != newest:
        version = ConfigurationVersion.objects.get(pk=newest)
        found = read_configuration(version.content, number=version.version)
        _loaded = (newest, found)
    return found
