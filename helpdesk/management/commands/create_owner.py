import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from people.services import owner_create


class Command(BaseCommand):
    """The way into an empty installation: its first person and its first brand."""

    help = "Create an owner, and the default brand if there is none. Asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")
        parser.add_argument("--brand", default="Support", help="name of the first brand")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else _ask()
        try:
            user = owner_create(
                email=options["email"],
                name=options["name"],
                password=password,
                brand_name=options["brand"],
                now=clock.now(),
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user.email} can sign in now.")


def _ask() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
