"""The live hub: brings events to every open screen that may see them."""

from core.live.publishing import publish_events, push
from core.live.topics import Topic, authorizers, may_receive, topic_for

__all__ = ["Topic", "authorizers", "may_receive", "publish_events", "push", "topic_for"]
