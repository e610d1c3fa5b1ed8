"""The help articles of the demo world, as written in `articles/*.md`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "articles"
AUDIENCES = ("public", "customers", "segments", "companies", "staff", "teams")
LINK = re.compile(r"\[(?P<text>[^\[\]]{1,300})\]\(article:(?P<slug>[a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """
    One article. `body` is Markdown in which `article:<slug>` links to another article.

    `companies` names domains, `teams` slugs; `runbook` holds the steps of `kb.runbook`.
    """

    title: str
    slug: str
    audience: str
    brands: tuple[str, ...]
    product_area: str
    owner: str
    review_interval_days: int
    reviewed_days_ago: int
    tags: tuple[str, ...]
    body: str
    segments: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    runbook: tuple[dict[str, Any], ...] = ()

    @property
    def is_for_customers(self) -> bool:
        """Whether some customer may read it."""
        return self.audience not in ("staff", "teams")

    @property
    def linked_slugs(self) -> tuple[str, ...]:
        return tuple(match["slug"] for match in LINK.finditer(self.body))

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(line[3:].strip() for line in self.body.splitlines() if line.startswith("## "))

    def passage(self, heading: str) -> str:
        """
        The first sentence or line under `heading`, without Markdown marks.

        Raises KeyError when the article has no such heading.
        """
        return plain(self._section(heading).splitlines()[0])

    def answer(self, heading: str) -> str:
        """
        The first paragraph under `heading` in Markdown without links, with the list or code it announces.

        Raises KeyError when the article has no such heading.
        """
        blocks = self._section(heading).split("\n\n")
        size = 2 if blocks[0].endswith(":") else 1
        return LINK.sub(lambda match: match["text"], "\n\n".join(blocks[:size]))

    def _section(self, heading: str) -> str:
        _, mark, rest = f"\n{self.body}".partition(f"\n## {heading}\n")
        if not mark:
            raise KeyError(heading)
        return rest.partition("\n## ")[0].strip()


def plain(markdown: str) -> str:
    """Markdown without links and marks of emphasis; headings and tables stay as they are."""
    return LINK.sub(lambda match: match["text"], markdown).replace("**", "").replace("`", "").replace("*", "")


def read_article(path: Path) -> ArticleText:
    """
    Read one file: YAML front matter between `---` lines, then Markdown.

    Raises ValueError when the front matter is missing.
    """
    head, mark, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    if not mark:
        raise ValueError(f"{path.name} has no front matter")
    fields: dict[str, Any] = yaml.safe_load(head)
    for name in ("brands", "tags", "segments", "companies", "teams", "runbook"):
        fields[name] = tuple(fields.get(name, ()))
    return ArticleText(body=body.strip() + "\n", **fields)


def load_articles() -> list[ArticleText]:
    """All articles, by slug."""
    return sorted(
        (read_article(path) for path in FOLDER.glob("*.md")),
        key=lambda article: article.slug,
    )
