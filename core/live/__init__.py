"""The live hub: what happens reaches every open screen that may see it."""

from core.live.publishing import publish_event, push
from core.live.topics import Topic, authorizers, may_receive, topic_for

__all__ = ["Topic", "authorizers", "may_receive", "publish_event", "push", "topic_for"]
