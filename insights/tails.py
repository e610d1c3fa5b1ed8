"""Chances of counts: how likely so many or more are, where fewer are usual."""

from math import exp, inf, lgamma, log, log1p

_NEGLIGIBLE = 1e-17
_POISSON_BELOW = 1.0 + 1e-9


def above(count: int, mean: float, dispersion: float = 1.0) -> float:
    """
    The chance of `count` or more, with this mean and variance `dispersion` x mean.

    A Poisson distribution with a dispersion of 1, else a negative binomial one, the mixture of Poisson
    distributions whose mean is gamma distributed (Noufaily et al. 2013, section 3).
    """
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count <= mean:
        # Nothing that is usual is asked for; the sum below would be long, and is near to 1/2 or more.
        return 1.0 - _sum(0, count - 1, mean, dispersion)
    return min(1.0, _upward(count, mean, dispersion))


def _log_chance(count: int, mean: float, dispersion: float) -> float:
    if dispersion <= _POISSON_BELOW:
        return count * log(mean) - mean - lgamma(count + 1)
    size = mean / (dispersion - 1)
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log(dispersion)
        + count * (log1p(-1 / dispersion) if dispersion < inf else 0.0)
    )


def _next_factor(count: int, mean: float, dispersion: float) -> float:
    """What the chance of `count` is multiplied by for that of the next one."""
    if dispersion <= _POISSON_BELOW:
        return mean / (count + 1)
    size = mean / (dispersion - 1)
    return (count + size) / (count + 1) * (1 - 1 / dispersion)


def _sum(first: int, last: int, mean: float, dispersion: float) -> float:
    return sum(exp(_log_chance(count, mean, dispersion)) for count in range(first, last + 1))


def _upward(count: int, mean: float, dispersion: float) -> float:
    """Above the mean chances only fall, so that what follows soon adds nothing."""
    chance = total = exp(_log_chance(count, mean, dispersion))
    while chance > total * _NEGLIGIBLE and chance > 0:
        chance *= _next_factor(count, mean, dispersion)
        total += chance
        count += 1
    return total
