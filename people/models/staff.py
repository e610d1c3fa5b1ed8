from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.timezone import now

from people.models.brands import Brand


class Role(models.TextChoices):
    """What a staff user may do, from most to least; `people.policy` holds the verbs."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    SUPERVISOR = "supervisor", "Supervisor"
    AGENT = "agent", "Agent"
    LIGHT_AGENT = "light_agent", "Light agent"
    READ_ONLY = "read_only", "Read only"


class TicketScope(models.TextChoices):
    """Which tickets an agent sees."""

    ALL = "all", "All tickets"
    TEAMS = "teams", "Tickets of their teams"
    ASSIGNED = "assigned", "Tickets assigned to them"


class Presence(models.TextChoices):
    """Whether somebody takes new work, keeps the work they have, or hands it on."""

    ONLINE = "online", "Online"
    AWAY = "away", "Away"
    AWAY_HANDING_ON = "away_handing_on", "Away and handing on"
    OFFLINE = "offline", "Offline"


class MailNotices(models.TextChoices):
    """When a customer's message also reaches its assignee by email."""

    NEVER = "never", "Never"
    AWAY = "away", "While not online"
    ALWAYS = "always", "Always"


class UserManager(BaseUserManager["User"]):
    """Staff are looked up by email, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A staff user. Customers are contacts and never sign in here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    ticket_scope = models.CharField(max_length=10, choices=TicketScope.choices, default=TicketScope.ALL)
    is_active = models.BooleanField(default=True)
    presence = models.CharField(max_length=20, choices=Presence.choices, default=Presence.OFFLINE)
    presence_is_manual = models.BooleanField(default=False)
    last_active_at = models.DateTimeField(null=True, blank=True)
    last_assigned_at = models.DateTimeField(null=True, blank=True)
    capacity_chat = models.PositiveSmallIntegerField(default=3)
    capacity_email = models.PositiveSmallIntegerField(default=12)
    languages = models.JSONField(default=list)
    timezone = models.CharField(max_length=60, default="UTC")
    hours_timezone = models.CharField(max_length=60, blank=True, db_default="")
    """Of their own working hours; empty while those of their teams hold."""
    locale = models.CharField(max_length=12, default="en")
    theme = models.CharField(max_length=10, default="system")
    mail_notices = models.CharField(max_length=10, choices=MailNotices.choices, default=MailNotices.NEVER)
    title = models.CharField(max_length=120, blank=True)
    signature = models.TextField(blank=True, db_default="")
    """Plain text under their replies by mail."""
    picture = models.CharField(max_length=16, blank=True, db_default="")
    """The beginning of the digest of their picture, which its address carries; empty without one."""
    created_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True, default=now)
    """When they first came in; None while an invitation is open. Inactive with a time means deactivated."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_invited(self) -> bool:
        """Whether they were invited and have not come yet."""
        return not self.is_active and self.joined_at is None

    @property
    def is_staff(self) -> bool:
        """Django uses this for its own admin, which is not installed."""
        return False


class Team(models.Model):
    """People who take the same kind of work; `tier` is 1, 2 or 3, or None for teams outside the tiers."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tier__isnull=True) | models.Q(tier__in=[1, 2, 3]), name="team_tier_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """One person in one team; until `lent_until` where they are lent to it from others."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    is_lead = models.BooleanField(default=False)
    lent_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


class TeamBrand(models.Model):
    """A brand that a team serves; a team without rows serves every brand."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "brand"], name="team_brand_once")]

    def __str__(self) -> str:
        return f"{self.team} for {self.brand}"


class Skill(models.Model):
    """Something that a ticket can need and a person can have, such as Snowflake or SAML."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserSkill(models.Model):
    """One person's skill; `level` from 1 (knows it) to 3 (expert)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="user_skill_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="skill_level_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.skill}"
