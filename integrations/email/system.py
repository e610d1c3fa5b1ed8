"""What the email channel tells the roof."""

from core.declarations import Declaration, Variable
from tickets.channel_kinds import ChannelKind, Way

MEGABYTE = 1024 * 1024

SYSTEM = Declaration(
    verbs={
        "supervisor": frozenset({"mailbox.read", "mail.review"}),
        "admin": frozenset({"mailbox.write"}),
    },
    scopes={"mail": "mailboxes, the ingest log, and mails as they came; those of tickets need `tickets` too"},
    # A queue of its own: mail is fetched and sent at once, also behind thousands of other tasks.
    queues=("mail",),
    routes={"integrations.email.tasks.*": "mail"},
    beat={
        "integrations.email.tasks.sweep": 5.0,
        "integrations.email.tasks.look": 30.0,
        "integrations.email.tasks.alarm": 60.0,
    },
    channels={"email": ChannelKind("Email", Way.EMAIL)},
    api_urls="integrations.email.api.urls",
    root_urls="integrations.email.root_urls",
    variables=(
        Variable("MAIL_MAX_BYTES", 30 * MEGABYTE),
        Variable("MAIL_OUT_MAX_BYTES", 20 * MEGABYTE),
        # How many automatic mails may leave: nobody may use us to flood somebody.
        Variable("MAIL_CAP_RECIPIENT_HOUR", 5),
        Variable("MAIL_CAP_RECIPIENT_DAY", 15),
        Variable("MAIL_CAP_DOMAIN_HOUR", 100),
        Variable("MAIL_CAP_HOUR", 1000),
        Variable("MAIL_CA_FILE"),
        Variable("MAIL_GOOGLE_CLIENT_ID"),
        Variable("MAIL_GOOGLE_CLIENT_SECRET"),
        Variable("MAIL_MICROSOFT_CLIENT_ID"),
        Variable("MAIL_MICROSOFT_CLIENT_SECRET"),
        Variable("MAIL_MICROSOFT_TENANT", "organizations"),
        Variable("MAIL_API_URL", is_url=True),
        Variable("MAIL_OAUTH_GOOGLE_URL", is_url=True),
        Variable("MAIL_OAUTH_MICROSOFT_URL", is_url=True),
    ),
    enums={
        "InboundReason": "integrations.email.models.Reason",
        "InboundState": "integrations.email.models.InboundState",
        "MailSecurity": "integrations.email.models.Security",
        "MailSending": "integrations.email.models.Sending",
        "MailboxState": "integrations.email.models.MailboxState",
    },
    worker_steps=("integrations.email.worker:MailWatch",),
)
