"""Simulated years of use: hobby, farm and weekend printers, day by day.

A habit lasts for weeks or months and then changes, as people's projects, orders and
seasons do; what is printed on a day is drawn anew within it.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

type Use = Callable[[Random], Iterator[float]]

BEGIN = date(2024, 1, 1)


def hobby(random: Random) -> Iterator[float]:
    """Print in projects of some days to weeks, with idle days to months in between.

    A new printer is used the most; later the interest comes and goes.
    """
    interest = 2.0
    while True:
        interest = interest**0.85 * random.lognormvariate(0, 0.25)
        busy, hours = random.uniform(0.35, 0.9), random.uniform(2, 8)
        for _ in range(round(random.gammavariate(2, 9)) + 1):
            idle = random.random() > busy
            yield 0.0 if idle else min(22.0, random.gammavariate(3, hours / 3))
        long = random.random() < 0.1
        pause = (40 if long else 7) / interest
        for _ in range(round(random.expovariate(1 / pause))):
            yield 0.0


def farm(random: Random) -> Iterator[float]:
    """Print day and night at a load that orders change, with breakdowns."""
    load = random.uniform(0.4, 0.9)
    while True:
        load = min(0.95, max(0.2, load + random.gauss(0, 0.2)))
        for _ in range(random.randint(21, 120)):
            yield min(23.5, max(0.0, random.gauss(24 * load, 2.5)))
        if random.random() < 0.4:
            for _ in range(random.randint(1, 6)):
                yield 0.0


def weekend(random: Random) -> Iterator[float]:
    """Print on most weekends and rarely in the week; more in the darker months."""
    day = BEGIN
    away = 0
    hours = random.uniform(4, 9)
    while True:
        dark = 1.3 if day.month in (10, 11, 12, 1, 2) else 0.75
        if day.weekday() == 0:
            away = max(0, away - 1)
            if not away and random.random() < 0.06:
                away = random.randint(1, 4)
        likely = 0.85 if day.weekday() >= 5 else 0.06
        prints = not away and random.random() < likely
        yield min(20.0, random.gammavariate(4, hours * dark / 4)) if prints else 0.0
        day += timedelta(days=1)
