"""Events about notices."""

from dataclasses import dataclass
from typing import ClassVar

from core.events import Event


@dataclass(frozen=True)
class NoticesDue(Event):
    """Notices of one person are due by mail: one at once, or all of a digest or of quiet hours."""

    name: ClassVar[str] = "notices.due"
    user_id: int
    notice_ids: list[int]
