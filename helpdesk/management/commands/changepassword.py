from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.actors import SYSTEM
from core.errors import DomainError
from people.models import User
from people.services import password_set


class Command(BaseCommand):
    """Replaces Django's command, which would leave sessions, sockets and the audit log untouched."""

    help = "Give a staff user a new password. Everywhere they are signed in, they are signed out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active staff user {email}.")
        password = getpass("New password: ")
        if password != getpass("Again: "):
            raise CommandError("The two passwords differ. Nothing was changed.")
        try:
            password_set(actor=SYSTEM, user_id=user.pk, new=password, now=clock.now())
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user.email} has a new password and is signed out everywhere.")
