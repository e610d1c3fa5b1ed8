"""The assistant's configuration as a test wants it."""

from typing import Any

from assistant.configuration import content_of
from assistant.in_force import in_force
from assistant.models import ConfigurationVersion
from core import clock


def configured(**parts: Any) -> ConfigurationVersion:
    """Put a configuration in force: the one before with these parts, as a version stores them."""
    live = in_force()
    return ConfigurationVersion.objects.create(
        version=live.number + 1,
        content=content_of(live) | parts,
        by_ref="system",
        by_name="Candor",
        created_at=clock.now(),
    )
