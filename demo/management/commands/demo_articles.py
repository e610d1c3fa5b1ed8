import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from demo.articles import load_articles, plain


class Command(BaseCommand):
    """
    Print the demo's help articles as JSON lines, for `evaluate retrieval` and `evaluate answers`.

    The questions to go with them are in `demo/questions.jsonl`; their `article_ids` are slugs.
    """

    help = "Print the demo's help articles as JSON lines: id (the slug), title, body."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--internal", action="store_true", help="With those that only staff may read.")

    def handle(self, *args: Any, internal: bool = False, **options: Any) -> None:
        for text in load_articles():
            if internal or text.is_for_customers:
                row = {"id": text.slug, "title": text.title, "body": plain(text.body)}
                self.stdout.write(json.dumps(row, ensure_ascii=False))
