#!/usr/bin/env python
"""Run administrative commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from helpdesk.environment import is_down

    try:
        is_stopped = is_down(settings.CANDOR_HOME)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    if is_stopped:
        # Nothing is there to wait for. Most commands that ask a database cannot know it beforehand.
        settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 1
    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        if not is_stopped:
            raise
        sys.exit(
            f"Candor does not run on {settings.CANDOR_HOME}, so its database cannot be asked.\n"
            "Start it with `make run` in another terminal. If it runs on another state folder, name that "
            "one: CANDOR_HOME=… before the command."
        )


if __name__ == "__main__":
    main()
