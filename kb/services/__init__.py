"""Writes of the knowledge base."""

from kb.services.addressing import SlugTaken
from kb.services.approvals import (
    approval_ask,
    approval_give,
    approval_return,
    approval_withdraw,
)
from kb.services.articles import (
    article_archive,
    article_create,
    article_delete,
    article_publish,
    article_restore,
    article_review,
    article_unpublish,
    article_update,
)
from kb.services.centers import help_center_update
from kb.services.encoding import passages_encode
from kb.services.feedback import feedback_give
from kb.services.images import image_add, images_clean
from kb.services.importing import ImportedFile, Outcome, files_import
from kb.services.indexing import articles_index, passages_embed
from kb.services.reading import article_opened, reads_follow
from kb.services.redirecting import (
    missed_path_delete,
    redirect_create,
    redirect_delete,
    redirect_follow,
    redirect_update,
    redirects_import,
)
from kb.services.reminding import reviews_remind
from kb.services.runbooks import runbook_mark
from kb.services.searching import (
    search_click,
    search_followed,
    search_log,
    search_solved,
    searches_follow,
)
from kb.services.showing import step_looked
from kb.services.translating import translation_confirm, translation_create
from kb.services.trying import as_if_published

__all__ = [
    "ImportedFile",
    "Outcome",
    "SlugTaken",
    "approval_ask",
    "approval_give",
    "approval_return",
    "approval_withdraw",
    "article_archive",
    "article_create",
    "article_delete",
    "article_opened",
    "article_publish",
    "article_restore",
    "article_review",
    "article_unpublish",
    "article_update",
    "articles_index",
    "as_if_published",
    "feedback_give",
    "files_import",
    "help_center_update",
    "image_add",
    "images_clean",
    "missed_path_delete",
    "passages_embed",
    "passages_encode",
    "reads_follow",
    "redirect_create",
    "redirect_delete",
    "redirect_follow",
    "redirect_update",
    "redirects_import",
    "reviews_remind",
    "runbook_mark",
    "search_click",
    "search_followed",
    "search_log",
    "search_solved",
    "searches_follow",
    "step_looked",
    "translation_confirm",
    "translation_create",
]
