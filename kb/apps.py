from django.apps import AppConfig


class KbConfig(AppConfig):
    """Articles, passages, retrieval, help center, search analytics."""

    name = "kb"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        from core import setup
        from core.events import subscribe
        from core.ports import brand_holds, search_sources
        from kb import handlers, ports
        from kb.events import ArticlePublished
        from kb.selectors import setup as guide

        subscribe(ArticlePublished, handlers.on_article_published, key="kb.on_article_published")
        search_sources.add("article", ports.article_results)
        brand_holds.add("kb", ports.brand_articles)
        setup.ways.add(setup.Way("article", "knowledge", 30, "kb", guide.article_way))
