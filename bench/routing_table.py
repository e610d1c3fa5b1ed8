"""
`python -m bench.routing_table`: ours beside three plain strategies over simulated days.

Means over the seeds with the half width of a 95% confidence interval (Student's t). Every strategy works on
the same days, so that the last rows give ours less theirs day by day: what differs between days falls out.
"""

import argparse
from collections.abc import Sequence
from math import sqrt
from statistics import mean, stdev

from bench.routing_day import STRATEGIES, WEIGHTED, day_of, simulate

# Two-sided 97.5% quantiles of Student's t by degrees of freedom.
_T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 14: 2.145, 19: 2.093, 29: 2.045}

PAIRED = ("SLA met, %", WEIGHTED, "load spread")


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and the half width of its 95% confidence interval."""
    if len(values) < 2:
        return mean(values), 0.0
    freedom = len(values) - 1
    quantile = _T[max((known for known in _T if known <= freedom), default=1)]
    return mean(values), quantile * stdev(values) / sqrt(len(values))


def measured(seeds: int, tickets: int) -> dict[str, dict[str, tuple[float, float]]]:
    """For each strategy and figure its mean and interval."""
    rows: dict[str, dict[str, list[float]]] = {name: {} for name in STRATEGIES}
    for seed in range(seeds):
        day = day_of(seed, tickets=tickets)
        for name, strategy in STRATEGIES.items():
            result = simulate(day, strategy())
            if result.given_twice or result.over_capacity:
                raise RuntimeError(f"{name}, seed {seed}: a ticket to two people, or somebody over capacity")
            for figure, value in result.figures(day).items():
                rows[name].setdefault(figure, []).append(value)
    ours = rows[next(iter(rows))]
    return {
        name: {figure: interval(values) for figure, values in found.items()}
        | {
            f"{figure}: ours less this": interval(
                [mine - theirs for mine, theirs in zip(ours[figure], found[figure], strict=True)]
            )
            for figure in PAIRED
        }
        for name, found in rows.items()
    }


def table(found: dict[str, dict[str, tuple[float, float]]]) -> str:
    """The figures as a table."""
    figures = list(next(iter(found.values())))
    lines = ["| | " + " | ".join(found) + " |", "|---" * (len(found) + 1) + "|"]
    for figure in figures:
        cells = [f"{found[name][figure][0]:.2f} ± {found[name][figure][1]:.2f}" for name in found]
        lines.append(f"| {figure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--tickets", type=int, default=5000)
    asked = parser.parse_args()
    print(table(measured(asked.seeds, asked.tickets)))


if __name__ == "__main__":
    main()
