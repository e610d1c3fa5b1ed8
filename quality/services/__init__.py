"""Use cases of quality."""

from quality.services.drifting import drift_look
from quality.services.judging import review_judge, reviews_judge
from quality.services.reviewing import Given, ScoredAlready, comment_add, review_save
from quality.services.ruling import rubric_publish
from quality.services.sampling import sample_draw, samples_draw
from quality.services.scoring import (
    events_follow,
    reviews_settle,
    ticket_score,
    tickets_fill,
    tickets_touch,
)

__all__ = [
    "Given",
    "ScoredAlready",
    "comment_add",
    "drift_look",
    "events_follow",
    "review_judge",
    "review_save",
    "reviews_judge",
    "reviews_settle",
    "rubric_publish",
    "sample_draw",
    "samples_draw",
    "ticket_score",
    "tickets_fill",
    "tickets_touch",
]
