"""The shapes of staff, their teams, skills and accounts in answers of the API."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from people.models import MailNotices, Presence, Role, TicketScope
from people.scopes import SCOPES


class MeShape(Shape):
    """The signed-in person, with what they may do."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    presence = serializers.ChoiceField(choices=Presence.choices)
    presence_is_manual = serializers.BooleanField(
        help_text="Chosen by the person; an automatic absence ends with the next key press."
    )
    theme = serializers.ChoiceField(choices=["light", "dark", "system"])
    mail_notices = serializers.ChoiceField(
        choices=MailNotices.choices, help_text="When a customer's answer also reaches its assignee by email."
    )
    locale = serializers.CharField()
    timezone = serializers.CharField()
    signature = serializers.CharField(help_text="Plain text under one's replies by mail.")
    picture = serializers.CharField(allow_null=True, help_text="The address of one's picture.")
    team_ids = serializers.ListField(child=serializers.IntegerField())
    verbs = serializers.ListField(
        child=serializers.CharField(), help_text="What the role allows: `ticket.reply`, `article.publish`, …"
    )
    is_alone = serializers.BooleanField(
        help_text="Whether only one person answers customers: screens of teams and routing sleep until then."
    )


class ReadyShape(Shape):
    """The CSRF cookie is set."""

    ready = serializers.BooleanField()


class PictureShape(Shape):
    """A picture was set."""

    picture = serializers.CharField(allow_null=True)


class CapacityShape(Shape):
    """How many open conversations somebody takes at once."""

    chat = serializers.IntegerField()
    email = serializers.IntegerField()


class StaffUserShape(Shape):
    """An active staff user."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    can_answer = serializers.BooleanField(
        help_text="False for those who may not reply to customers: they get no tickets."
    )
    presence = serializers.ChoiceField(choices=Presence.choices)
    team_ids = serializers.ListField(child=serializers.IntegerField())
    skills = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    capacity = CapacityShape()
    picture = serializers.CharField(allow_null=True, help_text="The address of their picture.")


class TeamMemberShape(IdName):
    """Somebody in a team."""

    is_lead = serializers.BooleanField()
    lent_until = serializers.DateTimeField(
        allow_null=True, help_text="When they leave it by themselves; null for who belongs to it."
    )


class TeamShape(Shape):
    """A team."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    name = serializers.CharField()
    slug = serializers.CharField()
    tier = serializers.IntegerField(
        allow_null=True, min_value=1, max_value=3, help_text="Null outside of the tiers."
    )
    description = serializers.CharField()
    can_answer = serializers.BooleanField(help_text="False while nobody in it can reply to customers.")
    members = TeamMemberShape(many=True)
    brand_ids = serializers.ListField(
        child=serializers.IntegerField(), help_text="Empty for a team that serves every brand."
    )


class TeamOfColleagueShape(Shape):
    """A team that somebody is in."""

    id = serializers.IntegerField()
    is_lead = serializers.BooleanField()


class SkillOfColleagueShape(Shape):
    """A skill that somebody has, from 1 (knows it) to 3 (expert)."""

    id = serializers.IntegerField()
    level = serializers.IntegerField(min_value=1, max_value=3)


class LastSeenShape(Shape):
    """When somebody last used the workspace, and with which browser."""

    at = serializers.DateTimeField()
    agent = serializers.CharField()


class ColleagueShape(Shape):
    """A staff user as those see them who manage people."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    ticket_scope = serializers.ChoiceField(choices=TicketScope.choices)
    state = serializers.ChoiceField(choices=["active", "invited", "deactivated"])
    presence = serializers.ChoiceField(choices=Presence.choices)
    teams = TeamOfColleagueShape(many=True)
    skills = SkillOfColleagueShape(many=True)
    capacity_chat = serializers.IntegerField()
    capacity_email = serializers.IntegerField()
    languages = serializers.ListField(child=serializers.CharField())
    timezone = serializers.CharField()
    second_steps = serializers.ListField(
        child=serializers.ChoiceField(choices=["totp", "webauthn"]),
        help_text="Kinds of two-factor that they have set up.",
    )
    last_seen = LastSeenShape(allow_null=True)
    joined_at = serializers.DateTimeField(allow_null=True)
    invitation_ends_at = serializers.DateTimeField(allow_null=True)


class InvitedShape(Shape):
    """
    What became of one address; `link` is there when no mailbox could send it: pass it on yourself.

    It is told once. A repetition under the same `Idempotency-Key` has null there; the invitation can be sent
    anew for another one.
    """

    email = serializers.CharField()
    user_id = serializers.IntegerField(allow_null=True)
    problem = serializers.ChoiceField(choices=["is_here", "was_deactivated"], allow_null=True)
    link = serializers.CharField(allow_null=True)


class InvitedListShape(Shape):
    """What became of each address."""

    results = InvitedShape(many=True)


class OpenInvitationShape(Shape):
    """
    What an invitation is for. `signs_in_elsewhere`: it is accepted by a sign-in at the workspace's identity
    provider, without a name and a password.
    """

    email = serializers.CharField()
    name = serializers.CharField()
    workspace = serializers.CharField()
    signs_in_elsewhere = serializers.BooleanField()


class RoleRightsShape(Shape):
    """A role with the verbs that the policy gives it, and how many active people have it."""

    role = serializers.ChoiceField(choices=Role.choices)
    verbs = serializers.ListField(child=serializers.CharField())
    people = serializers.IntegerField()


class BrandShape(Shape):
    """A brand as staff see it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()
    color = serializers.CharField()
    support_email = serializers.CharField()
    is_default = serializers.BooleanField()
    widget_key = serializers.CharField()
    replies_by_email = serializers.BooleanField(help_text="Whether a mailbox of it can send.")


class SkillShape(Shape):
    """A skill."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class ApiTokenShape(Shape):
    """An API token without its text; `hint` is how it begins."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    owner = IdName(help_text="Whom it acts as.")
    hint = serializers.CharField()
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES), help_text="None means all that its owner may."
    )
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")
    last_used_from = serializers.CharField(allow_null=True, help_text="The address of that use.")
    rotated_at = serializers.DateTimeField(allow_null=True)
    old_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the text before the last rotation still opens."
    )
    created_at = serializers.DateTimeField()


class NewApiTokenShape(ApiTokenShape):
    """A new API token with its text, which is told this once."""

    token = serializers.CharField()


class ScopeShape(Shape):
    """An area that tokens can be opened for, with the names of its two scopes."""

    area = serializers.CharField()
    about = serializers.CharField(help_text="What belongs to it.")
    read = serializers.ChoiceField(choices=SCOPES)
    write = serializers.ChoiceField(choices=SCOPES)


class AccountShape(Shape):
    """What a signed-in person should know before they change something."""

    can_mail = serializers.BooleanField(
        help_text="Whether a mailbox can send the link that confirms a new address."
    )


class PasswordChangedShape(Shape):
    """The new password holds."""

    is_told = serializers.BooleanField(help_text="Whether a mail about it is on its way.")


class AddressShape(Shape):
    """An address to sign in with."""

    email = serializers.CharField()


class SignedInBrowserShape(Shape):
    """A browser that somebody is signed in with."""

    id = serializers.UUIDField()
    agent = serializers.CharField()
    address = serializers.CharField()
    is_current = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class EndedShape(Shape):
    """How many sessions were ended."""

    ended = serializers.IntegerField()


class AskedShape(Shape):
    """The link is on its way, if there is such an account."""

    is_asked = serializers.BooleanField()


class AuditActorShape(Shape):
    """Who did it."""

    ref = serializers.CharField(help_text="`staff:12`, `token:3`, `contact:9`, `assistant` or `system`.")
    name = serializers.CharField(help_text="As it was then.")


class AuditDetailShape(Shape):
    """One thing that is known about an entry."""

    name = serializers.CharField()
    value = serializers.CharField(help_text="JSON, unless it is a text.")


class AuditEntryShape(Shape):
    """One entry of the audit log."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor = AuditActorShape()
    action = serializers.CharField(help_text="`area.what_happened`.")
    target = serializers.CharField(help_text="`kind:id`.")
    details = AuditDetailShape(many=True)
    request_id = serializers.CharField(help_text="As in the server's log; empty without a request.")


class AuditChainShape(Shape):
    """Whether the audit log is whole, as its last check found it."""

    state = serializers.ChoiceField(choices=["unbroken", "broken", "unchecked"])
    since = serializers.DateTimeField(allow_null=True, help_text="Of the oldest sealed entry.")
    checked_at = serializers.DateTimeField(allow_null=True)
    entries = serializers.IntegerField(help_text="Entries that were found as they were sealed.")
    erased = serializers.IntegerField(help_text="How many of them lost a name or words by an erasure.")
    head = serializers.CharField(help_text="The digest of the newest seal: note it elsewhere.")
    fault = serializers.ChoiceField(
        choices=["", "missing", "changed", "name", "data", "gap", "unsealed", "head"]
    )
    entry_id = serializers.IntegerField(allow_null=True, help_text="Where the chain breaks.")


StaffUserPage = page_of(StaffUserShape)
TeamPage = page_of(TeamShape)
ColleaguePage = page_of(ColleagueShape)
RolePage = page_of(RoleRightsShape)
BrandPage = page_of(BrandShape)
SkillPage = page_of(SkillShape)
AuditEntryPage = page_of(AuditEntryShape)
ApiTokenPage = page_of(ApiTokenShape)
ScopePage = page_of(ScopeShape)
SignedInBrowserPage = page_of(SignedInBrowserShape)
