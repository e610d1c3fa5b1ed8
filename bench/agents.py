"""`python -m bench.agents N`: make N agents who see every ticket, and print a token of each, a line each."""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()

    from core import clock
    from core.actors import SYSTEM
    from people.models import Role, User
    from people.services import token_create

    now = clock.now()
    for number in range(int(sys.argv[1])):
        address = f"watcher{number}@bench.example"
        user = User.objects.create_user(email=address, name=f"Watcher {number}", role=Role.AGENT)
        _, text = token_create(actor=SYSTEM, user=user, name="Bench", now=now)
        print(text)


if __name__ == "__main__":
    main()
