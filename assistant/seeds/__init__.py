"""Training texts shipped with Candor, so that triage works before the first ticket has been labeled."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@lru_cache(maxsize=8)
def seed_texts(field: str) -> tuple[tuple[str, str], ...]:
    """Pairs of text and label for a field; empty for fields without shipped texts, such as product areas."""
    folder = FOLDER / field
    pairs: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.txt")) if folder.is_dir() else []:
        pairs.extend((line.strip(), file.stem) for line in file.read_text().splitlines() if line.strip())
    return tuple(pairs)
