from django.apps import AppConfig


class KbConfig(AppConfig):
    """Articles, passages, retrieval, help center, search analytics."""

    name = "kb"
    verbose_name = "Knowledge"

    def ready(self) -> None:
        from core import kept, persons, setup
        from core.events import subscribe
        from core.ports import article_to_come, brand_holds, search_sources
        from kb import handlers, ports
        from kb.events import ArticlePublished, ArticleShelved
        from kb.selectors import articles
        from kb.selectors import setup as guide
        from kb.services import kept as words
        from tickets.events import MessageReceived

        subscribe(ArticlePublished, handlers.on_article_published, key="kb.on_article_published")
        subscribe(
            ArticlePublished,
            handlers.on_awaited_published,
            key="kb.on_awaited_published",
            wants=handlers.wants_publication,
        )
        subscribe(ArticleShelved, handlers.on_awaited_shelved, key="kb.on_awaited_shelved")
        subscribe(
            MessageReceived,
            handlers.on_message_received,
            key="kb.on_message_received",
            wants=handlers.wants_message,
        )
        article_to_come.fill(articles.article_to_come)
        search_sources.add("article", ports.article_results)
        brand_holds.add("kb", ports.brand_articles)
        setup.ways.add(setup.Way("article", "knowledge", 30, "kb", guide.article_way))
        kept.add("kb", words.KEEPERS)
        persons.add("kb", words.PERSONS)
        kept.add_copies("kb", words.copies)
