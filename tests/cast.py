"""The people of the tests: the same names in every file, created only when a test asks for them."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.actors import Actor
from people import services
from people.actors import contact_actor, staff_actor
from people.models import (
    ApiToken,
    Brand,
    Company,
    Contact,
    Identity,
    Role,
    Team,
    TeamBrand,
    TeamMembership,
    User,
)
from people.models.access import new_token, token_digest
from people.selectors import forget_brands
from people.services import Claim
from tests.answers import Client
from tickets.models import Ticket, TimelineEntry
from tickets.services import InboundMessage, post_reply, receive_message

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct-horse-battery"


class ApiClient:
    """JSON over Django's test client, as one staff user's token or without any."""

    def __init__(self, token: str | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def _send(self, method: str, path: str, data: Any = None, headers: dict[str, str] | None = None) -> Any:
        call = getattr(self.client, method)
        extra = self.headers | (headers or {})
        path = path if path.startswith("/") else f"/api/v1/{path}"
        if method == "get":
            return call(path, data or {}, headers=extra)
        return call(path, data if data is not None else {}, content_type="application/json", headers=extra)

    def get(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("get", path, data, _named(headers))

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("post", path, data, _named(headers))

    def put(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("put", path, data, _named(headers))

    def patch(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("patch", path, data, _named(headers))

    def delete(self, path: str, data: Any = None, **headers: str) -> Any:
        return self._send("delete", path, data, _named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Cast:
    """Fixed people; each attribute is created on first use."""

    def staff(self, name: str, role: str, *, team: Team | None = None, **fields: Any) -> User:
        email = f"{name.lower().replace(' ', '.')}@staff.test"
        user = User(email=email, name=name, role=role, **fields)
        user.set_unusable_password()
        user.save()
        if team is not None:
            TeamMembership.objects.create(team=team, user=user)
        return user

    @cached_property
    def brand(self) -> Brand:
        forget_brands()
        return Brand.objects.create(name="Halyard", slug="halyard", is_default=True)

    @cached_property
    def other_brand(self) -> Brand:
        forget_brands()
        return Brand.objects.create(name="Tern", slug="tern")

    @cached_property
    def team(self) -> Team:
        return Team.objects.create(name="Front line", slug="front-line", tier=1)

    @cached_property
    def other_team(self) -> Team:
        team = Team.objects.create(name="Pipelines", slug="pipelines", tier=2)
        TeamBrand.objects.create(team=team, brand=self.brand)
        return team

    @cached_property
    def owner(self) -> User:
        return self.staff("Olga Owner", Role.OWNER)

    @cached_property
    def admin(self) -> User:
        return self.staff("Ada Admin", Role.ADMIN)

    @cached_property
    def supervisor(self) -> User:
        return self.staff("Sue Supervisor", Role.SUPERVISOR, team=self.team)

    @cached_property
    def agent(self) -> User:
        """An agent of the front line who sees all tickets."""
        return self.staff("Ines Agent", Role.AGENT, team=self.team)

    @cached_property
    def teammate(self) -> User:
        """An agent of another team who sees all tickets."""
        return self.staff("Maya Mate", Role.AGENT, team=self.other_team)

    @cached_property
    def team_agent(self) -> User:
        """An agent of another team who sees only that team's tickets: the stranger among staff."""
        return self.staff("Theo Team", Role.AGENT, team=self.other_team, ticket_scope="teams")

    @cached_property
    def light_agent(self) -> User:
        return self.staff("Lars Light", Role.LIGHT_AGENT)

    @cached_property
    def read_only(self) -> User:
        return self.staff("Rea Reader", Role.READ_ONLY)

    @cached_property
    def company(self) -> Company:
        return Company.objects.create(
            name="Kestrel Freight",
            domain="kestrel.test",
            arr=Decimal(184_000),
            segment="enterprise",
            plan="Scale",
        )

    @cached_property
    def other_company(self) -> Company:
        return Company.objects.create(
            name="Dunmore Retail", domain="dunmore.test", arr=Decimal(9_000), segment="smb"
        )

    def contact(self, name: str, email: str, company: Company | None) -> Contact:
        """A known contact with a verified address."""
        claim = Claim(kind=Identity.Kind.EMAIL, value=email, is_verified=True)
        return services.contact_resolve(
            claims=[claim], name=name, company_id=company.pk if company else None, now=NOW
        )

    @cached_property
    def customer(self) -> Contact:
        return self.contact("Helen Marsh", "helen@kestrel.test", self.company)

    @cached_property
    def colleague(self) -> Contact:
        """Another contact of the customer's company."""
        return self.contact("Dev Rao", "dev@kestrel.test", self.company)

    @cached_property
    def stranger(self) -> Contact:
        """A customer of another company."""
        return self.contact("Sam Stranger", "sam@dunmore.test", self.other_company)

    def actor(self, person: User | Contact) -> Actor:
        """The actor of a staff user or of a verified contact."""
        if isinstance(person, User):
            return staff_actor(person)
        return contact_actor(person, is_verified=True)

    def token(self, user: User, scopes: list[str] | None = None) -> str:
        """The text of a new API token."""
        text = new_token()
        ApiToken.objects.create(
            user=user,
            name="test",
            digest=token_digest(text),
            hint=text[:8],
            scopes=scopes or [],
            last_used_at=NOW,
        )
        return text

    def api(self, user: User, scopes: list[str] | None = None) -> ApiClient:
        """An API client with a new token of `user`."""
        return ApiClient(self.token(user, scopes))

    def ticket(
        self,
        *,
        by: Contact | None = None,
        subject: str = "Exports fail",
        body: str = "Our nightly export fails since yesterday.",
        channel: str = "email",
        now: datetime = NOW,
        **fields: Any,
    ) -> Ticket:
        """A ticket as it arrives, then with `fields` set as if it had come to be so."""
        contact = by or self.customer
        received = receive_message(
            actor=self.actor(contact),
            message=InboundMessage(
                brand_id=self.brand.pk,
                channel=channel,
                contact_id=contact.pk,
                subject=subject,
                body_text=body,
            ),
            now=now,
        )
        if fields:
            Ticket.objects.filter(pk=received.ticket.pk).update(**fields)
        return Ticket.objects.with_names().get(pk=received.ticket.pk)

    def says(self, ticket: Ticket, body: str, *, now: datetime = NOW) -> TimelineEntry:
        """The requester writes again."""
        received = receive_message(
            actor=self.actor(ticket.requester),
            message=InboundMessage(
                brand_id=ticket.brand_id,
                channel=ticket.channel,
                contact_id=ticket.requester_id,
                ticket_id=ticket.pk,
                body_text=body,
            ),
            now=now,
        )
        return received.entry

    def replies(
        self, ticket: Ticket, user: User, body: str, *, now: datetime = NOW, **more: Any
    ) -> TimelineEntry:
        """A staff user answers."""
        return post_reply(actor=self.actor(user), ticket_id=ticket.pk, body_text=body, now=now, **more)
