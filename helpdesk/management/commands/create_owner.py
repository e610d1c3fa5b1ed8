import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.errors import DomainError
from people.selectors import brands
from people.services import owner_create


class Command(BaseCommand):
    """The way into an empty installation: its first person and its first brand."""

    help = "Create an owner, and the default brand if there is none. Asks for the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="the owner's name, which customers see")
        parser.add_argument("--brand", default="", help="name of the first brand, which customers see")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"] or _asked("Your name, as customers see it")
        brand = options["brand"] or (
            "" if brands() else _asked("Your company or product, as customers see it")
        )
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else _ask()
        try:
            user = owner_create(
                email=options["email"],
                name=name,
                password=password,
                brand_name=brand or "Support",
                now=clock.now(),
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user.email} can sign in now.")


def _asked(question: str) -> str:
    """The answer of the person at the terminal; empty if there is none."""
    return input(f"{question}: ").strip() if sys.stdin.isatty() else ""


def _ask() -> str:
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask for a password. Give it with --password-stdin.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords are not the same. Nothing was changed.")
    return password
