"""The staff of Halyard: teams, tiers, skills, and who is at the desk."""

from dataclasses import dataclass

DOMAIN = "demo.candor.test"
PASSWORD = "candor-demo"  # noqa: S105 - the published sign-in of the demo
OWNER = f"owner@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class Brand:
    slug: str
    name: str
    color: str
    support_email: str
    site_url: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    slug: str
    name: str
    tier: int | None
    brands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """
    `teams` names slugs, the first is the main one; a trailing `*` marks the lead.

    `skills` maps a skill's slug to a level from 1 to 3.
    """

    key: str
    name: str
    role: str
    teams: tuple[str, ...]
    skills: dict[str, int]
    presence: str = "online"
    ticket_scope: str = "all"
    timezone: str = "Europe/London"
    locale: str = "en"
    capacity_chat: int = 4
    capacity_email: int = 8

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


BRANDS = (
    Brand(
        "halyard",
        "Halyard",
        "#1f5f5b",
        "support@halyard.example",
        "https://halyard.example",
        True,
    ),
    Brand(
        "halyard-cloud",
        "Halyard Cloud",
        "#3b5bb5",
        "help@halyardcloud.example",
        "https://cloud.halyard.example",
    ),
)

BOTH = ("halyard", "halyard-cloud")

TEAMS = (
    Team("general", "General", 1, BOTH),
    Team("billing", "Billing", 1, BOTH),
    Team("product", "Product", 1, BOTH),
    Team("pipelines", "Pipelines", 2, ("halyard",)),
    Team("dashboards", "Dashboards", 2, BOTH),
    Team("identity", "Identity", 2, BOTH),
    Team("engineering", "Engineering", 3, BOTH),
    Team("security", "Security", 3, BOTH),
    Team("success", "Customer success", None, ("halyard",)),
)

SKILLS = {
    "snowflake": "Snowflake",
    "bigquery": "BigQuery",
    "okta": "Okta and SSO",
    "scim": "SCIM",
    "sql": "SQL",
    "funnels": "Funnels",
    "web-sdk": "Web SDK",
    "webhooks": "Webhooks and API",
    "billing": "Billing",
    "privacy": "Privacy",
    "german": "German",
    "french": "French",
    "spanish": "Spanish",
    "portuguese": "Portuguese",
}

STAFF = (
    Staff(
        "owner",
        "Ines Duarte",
        "owner",
        ("pipelines",),
        {"snowflake": 3, "bigquery": 2, "sql": 3, "portuguese": 3},
    ),
    Staff(
        "priya",
        "Priya Raman",
        "admin",
        ("engineering*", "pipelines*"),
        {"bigquery": 3, "snowflake": 3, "webhooks": 3, "sql": 3},
        presence="away",
    ),
    Staff("elena", "Elena Petrova", "admin", ("general*",), {"billing": 2, "privacy": 2}),
    Staff(
        "maya",
        "Maya Okafor",
        "supervisor",
        ("dashboards*", "identity", "pipelines"),
        {"sql": 3, "funnels": 3, "snowflake": 2, "okta": 2},
    ),
    Staff(
        "tomasz",
        "Tomasz Kowal",
        "agent",
        ("general",),
        {"funnels": 1},
        presence="away_handing_on",
    ),
    Staff("ben", "Ben Whitlock", "agent", ("general", "product"), {"web-sdk": 1}),
    Staff("aisha", "Aisha Rahman", "agent", ("billing*",), {"billing": 3, "french": 2}),
    Staff(
        "lukas",
        "Lukas Brenner",
        "agent",
        ("billing", "general"),
        {"billing": 2, "german": 3},
        timezone="Europe/Berlin",
        locale="de",
    ),
    Staff("noor", "Noor Siddiqui", "agent", ("product*",), {"funnels": 2, "web-sdk": 2}),
    Staff(
        "diego",
        "Diego Salas",
        "agent",
        ("dashboards",),
        {"sql": 2, "funnels": 2, "spanish": 3},
        timezone="Europe/Madrid",
    ),
    Staff(
        "camille",
        "Camille Roux",
        "agent",
        ("identity*",),
        {"okta": 3, "scim": 3, "french": 3},
        presence="away",
        timezone="Europe/Paris",
    ),
    Staff(
        "hanna",
        "Hanna Lindgren",
        "agent",
        ("engineering",),
        {"web-sdk": 3, "webhooks": 2},
        timezone="Europe/Stockholm",
    ),
    Staff(
        "kofi",
        "Kofi Mensah",
        "agent",
        ("security*",),
        {"privacy": 3, "okta": 2},
        presence="away",
    ),
    Staff(
        "yuki",
        "Yuki Tanaka",
        "agent",
        ("pipelines",),
        {"bigquery": 3, "sql": 2},
        presence="offline",
        ticket_scope="teams",
        timezone="Asia/Tokyo",
    ),
    Staff(
        "sofia",
        "Sofia Brandt",
        "light_agent",
        ("success*",),
        {"german": 3},
        timezone="Europe/Berlin",
    ),
    Staff("marcus", "Marcus Bell", "light_agent", ("success",), {}),
    Staff("ravi", "Ravi Menon", "read_only", (), {}, presence="offline"),
)
