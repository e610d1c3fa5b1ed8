"""What notices tell the roof."""

from core.declarations import Declaration

SYSTEM = Declaration(
    api_urls="notices.api.urls",
    enums={
        "NoticeKind": "notices.models.Kind",
        "NoticeMail": "notices.models.Mail",
    },
)
