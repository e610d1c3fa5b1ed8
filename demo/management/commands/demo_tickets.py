import json
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from demo.articles import load_articles
from demo.casting import World, cast
from demo.companies import load_companies, load_people
from demo.scripts import load_featured, load_scripts
from insights.wishes import codes_in


class Command(BaseCommand):
    """Print when the demo's tickets come and what they are about; needs no database."""

    help = "Print the demo's tickets as JSON Lines for `manage.py evaluate signals`."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        companies = load_companies()
        articles = {text.slug: text for text in load_articles()}
        world = World(companies=companies, people=load_people(), articles=articles, now=clock.now())
        for story in cast(featured=load_featured(), scripts=load_scripts(), world=world):
            codes = codes_in(f"{story.subject}\n{story.moments[0].text}")
            row = {
                "at": story.created_at.isoformat(),
                "area": story.area,
                "category": story.type,
                "codes": sorted(codes),
            }
            self.stdout.write(json.dumps(row))
