"""What the synthetic customers write. Every number in a text is derived from its ticket's number."""

# A quarter of all tickets is about exports: the common term that a search must cope with (28 of 100
# subjects).
COMMON_TERM = "export"
EXPORT_SUBJECTS = (
    "Nightly export is missing rows",
    "Export to the warehouse stopped",
    "CSV export has the wrong encoding",
    "Scheduled export fails with HLY-4012",
    "Export takes hours since the update",
    "Can an export include archived events?",
    "Export of the funnel is empty",
)
SUBJECTS = (
    "Dashboard shows yesterday's numbers",
    "Cannot invite a teammate",
    "Webhook deliveries are late",
    "Invoice shows the wrong plan",
    "How do we change the billing address?",
    "Single sign-on loops back to the form",
    "Events arrive twice after the upgrade",
    "Funnel and report disagree",
    "API key stopped working",
    "Where do I set the time zone of a report?",
    "Retention chart never finishes loading",
    "Segment filter ignores the country",
    "Slack alerts do not arrive",
    "Importing users from a file",
    "Question about data residency",
    "Two-factor codes are refused",
    "Embedded chart is blank in Safari",
    "Rate limit on the ingest endpoint",
)
OPENINGS = (
    "Since this morning we see this on every workspace we look at.",
    "Our analysts noticed it while they prepared the weekly review.",
    "It worked until last Thursday, and nothing was changed on our side.",
    "A colleague reported this and I can reproduce it.",
    "We are in the middle of a launch and depend on this.",
    "This is the second time this quarter.",
)
DETAILS = (
    "The request id of the last attempt ends in %s.",
    "It affects about %s of our users.",
    "The project number is %s.",
    "We counted %s events that never showed up.",
    "The page says error HLY-%s and asks to reload.",
    "Reloading helps for roughly %s seconds, then it is back.",
)
CLOSINGS = (
    "Could you look at it today? Our customers are asking.",
    "I attached nothing, since the screen is simply empty.",
    "Is there a setting that we overlooked?",
    "Happy to share the workspace if that helps.",
    "Please tell us whether the data is lost or only late.",
    "Thank you, and no hurry if this is known already.",
)
ANSWERS = (
    "Thank you for the details. We found the job that got stuck and started it again.",
    "This is a known limit of the plan; the article on quotas explains how to raise it.",
    "Please open Settings, then Data, and check that the time zone is the one of the warehouse.",
    "We see the same in our logs and have passed it on to engineering with your example.",
    "The numbers are recomputed at night, so that yesterday's are final at six in the morning.",
    "Your key was replaced on Monday; the new one is shown under Settings, then API keys.",
)
FOLLOW_UPS = (
    "That helped, the missing rows are there now.",
    "We tried it and it is still the same.",
    "Understood. When do you expect a fix?",
    "Thanks, I will ask our administrator.",
    "It works for new data, but not for last week.",
)
COMPANY_WORDS = (
    "Kestrel", "Dunmore", "Alder", "Quay", "Marlow", "Tern", "Fenwick", "Orchard", "Harrow", "Linden",
    "Brightwater", "Castell", "Norvik", "Saltmarsh", "Wexford", "Yarrow",
)  # fmt: skip
COMPANY_KINDS = ("Freight", "Retail", "Labs", "Robotics", "Health", "Studios", "Logistics", "Software")
FIRST_NAMES = (
    "Helen", "Amir", "Sofia", "Jonas", "Priya", "Lucas", "Mei", "Tomas", "Zoe", "Ravi", "Clara", "Omar",
)  # fmt: skip
LAST_NAMES = (
    "Marsh", "Okafor", "Lindqvist", "Ferreira", "Novak", "Castillo", "Haddad", "Byrne", "Suzuki", "Weber",
)  # fmt: skip
TAGS = ("exports", "billing", "sso", "webhooks", "dashboards", "api")
