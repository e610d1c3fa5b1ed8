"""The whole demo world in its order: people, knowledge, service levels, conversations."""

from datetime import datetime

from django.db import transaction

from core.events import silenced
from demo.articles import load_articles
from demo.casting import World, cast
from demo.companies import load_companies, load_people
from demo.loading.conversations import Stage, play
from demo.loading.customers import load_customers
from demo.loading.host import load_hosts, load_shared
from demo.loading.ledger import load_ledger
from demo.loading.levels import load_levels
from demo.loading.library import load_library
from demo.loading.mail import load_mail
from demo.loading.playbooks import load_playbooks
from demo.loading.practice import load_practice
from demo.loading.quality import load_quality
from demo.loading.staff import load_staff
from demo.loading.views import load_macros, load_traces, load_views
from demo.people import OWNER
from demo.scripts import load_featured, load_scripts
from people.models import User
from people.selectors import forget_brands
from sla.services import ticket_import


def is_loaded() -> bool:
    """Whether the demo world is in this database."""
    return User.objects.filter(email=OWNER).exists()


def load_demo(*, now: datetime) -> int:
    """
    Write the demo world relative to `now`; returns the number of tickets.

    One transaction, so that an interrupted run leaves nothing behind; nobody is told of what is long past.
    """
    try:
        with transaction.atomic():
            return _load(now)
    finally:
        # The cache knows nothing of transactions: brands that were taken back must not stay in it.
        forget_brands()


def _load(now: datetime) -> int:
    companies, people = load_companies(), load_people()
    texts = load_articles()
    world = World(companies=companies, people=people, articles={text.slug: text for text in texts}, now=now)
    stories = cast(featured=load_featured(), scripts=load_scripts(), world=world)
    with silenced():
        organization = load_staff(now=now)
        customers = load_customers(organization=organization, companies=companies, people=people, now=now)
        library = load_library(texts, organization=organization, customers=customers, now=now)
        load_levels(actor=organization.actors["owner"], customers=customers, now=now)
        tickets = play(stories, Stage(organization, customers, library), now=now)
        for ticket in tickets:
            ticket_import(ticket_id=ticket.pk, now=now)
        load_ledger(now=now)
        load_quality(lead=organization.actors["priya"], now=now)
        load_practice(
            lead=organization.actors["priya"],
            newcomer=organization.actors["yuki"],
            library=library,
            now=now,
        )
        load_mail(now=now)
        load_hosts(organization=organization, now=now)
        load_shared(tickets, now=now)
        load_views(organization)
        load_traces(organization, now=now)
        load_macros(organization, now=now)
        load_playbooks(actor=organization.actors["owner"], customers=customers, now=now)
    return len(tickets)
