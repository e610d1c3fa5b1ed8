"""An account of any CRM, and what it says when both sides agree."""

from dataclasses import dataclass
from decimal import Decimal

from integrations.connections.models import Connection
from integrations.crm import services
from integrations.crm.models import Conflict, Record
from people.models import Company, Contact


@dataclass
class Account:
    """Our side of it."""

    connection: Connection

    @property
    def id(self) -> int:
        return self.connection.pk

    def sync(self) -> bool:
        """Everything that is due, as the worker reads it."""
        return services.sync(connection_id=self.id)

    def record(self, kind: str, remote_id: str) -> Record:
        return Record.objects.get(connection=self.connection, kind=kind, remote_id=remote_id)

    def company(self, remote_id: str) -> Company:
        found = self.record("companies", remote_id).company
        assert found is not None
        return found

    def conflicts(self) -> list[Conflict]:
        found = Conflict.objects.filter(record__connection=self.connection, settled_at__isnull=True)
        return list(found.order_by("pk"))


def assert_agrees(account: Account) -> None:
    """Three companies C0 to C2 with one owner, a won deal of 1000 to 3000 and a contact each came in once."""
    found = Company.objects.filter(domain__endswith=".example", name__startswith="C")
    told = sorted((row.name, row.arr, row.csm_id is not None) for row in found)
    assert told == [(f"C{number}", Decimal(1000 * (number + 1)), True) for number in range(3)]
    people = Contact.objects.filter(email__startswith="p@c")
    assert sorted((row.name, row.company.name if row.company else "") for row in people) == [
        (f"P{number}", f"C{number}") for number in range(3)
    ]
    assert Record.objects.filter(connection=account.connection).count() == 10
    assert account.conflicts() == []
