from django.apps import AppConfig


class KbConfig(AppConfig):
    """Articles, passages, retrieval, help center, search analytics."""

    name = "kb"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        from core.events import subscribe
        from kb import handlers
        from kb.events import ArticlePublished

        subscribe(ArticlePublished, handlers.on_article_published, key="kb.on_article_published")
