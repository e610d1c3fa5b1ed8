"""Writes of notices."""

from notices.services.choosing import choices_update
from notices.services.mailing import mails_claim
from notices.services.raising import article_notice_raise, notice_tell, notices_raise
from notices.services.reading import article_notices_settle, notices_forget, notices_read, notices_unread

__all__ = [
    "article_notice_raise",
    "article_notices_settle",
    "choices_update",
    "mails_claim",
    "notice_tell",
    "notices_forget",
    "notices_raise",
    "notices_read",
    "notices_unread",
]
