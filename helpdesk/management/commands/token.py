from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actors import SYSTEM
from core.errors import DomainError
from people.models import User
from people.scopes import SCOPES
from people.services import token_create


class Command(BaseCommand):
    """Create API tokens from the command line, for the first program and for scripts."""

    help = "Make an API token of a staff user and print it. It is shown once and stored only as a digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="print a new token, and nothing else")
        create.add_argument("--user", required=True, metavar="EMAIL", help="the staff user it acts as")
        create.add_argument(
            "--scopes",
            default="",
            metavar="A,B",
            help=f"what it may do; without it, all that the user may. Known: {', '.join(SCOPES)}",
        )
        create.add_argument("--name", default="Command line", help="how the list of tokens calls it")
        create.add_argument("--expires", type=int, metavar="DAYS", help="without it, it never expires")

    def handle(self, *args: Any, **options: Any) -> None:
        email, days, now = options["user"].strip(), options["expires"], clock.now()
        if days is not None and not 1 <= days <= 36_500:
            raise CommandError("--expires is a number of days, from 1 to 36500.")
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no staff user {email}. Customers have no tokens.")
        if not user.is_active:
            raise CommandError(f"{email} is deactivated, so a token would not work.")
        try:
            _, text = token_create(
                actor=SYSTEM,
                user=user,
                name=options["name"],
                scopes=[scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
                expires_at=now + timedelta(days=days) if days else None,
                now=now,
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(text)
