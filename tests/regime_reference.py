#!/usr/bin/env python3
"""The regime's history, computed a second time from the documentation and the bundled figures, with nothing of the
program's own code: `regime_reference.py DIRECTORY` prints `day,state` for every day from 2018-06-01 to 2026-07-31.

Votes (63-day change of the 10Y in bp, of net liquidity and stablecoins in %, BTC against its 100-day mean), each +1, 0
or -1 by its band; score over the known weight; On from +0.34, Off from -0.34, left only at 0; five days in a row; less
than 60 % of the weight known is Unknown at once. A figure of history is known one day after the day it speaks of for
the Treasury's and the Fed's, on the day itself for the others. Stablecoins below $1 bn are left out, as the program
does: until April 2019 that history covers a small part of the market only."""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

FIRST, LAST = date(2018, 6, 1), date(2026, 7, 31)


def read(directory, name):
    with open(directory / f"{name}.csv", encoding="utf-8") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        next(rows)
        return {date.fromisoformat(day): float(value) for day, value in rows}


def net_liquidity(directory):
    assets, treasury, repo = (read(directory, name) for name in ("walcl", "wtregen", "rrpontsyd"))
    result = {}
    for day in assets:
        if day.weekday() != 2 or day not in treasury:
            continue
        for back in range(6):
            found = repo.get(day - timedelta(days=back))
            if found is not None:
                result[day] = assets[day] - treasury[day] - found
                break
    return result


class Series:
    def __init__(self, values, lag_days):
        self.days = sorted(values)
        self.values, self.lag = values, timedelta(days=lag_days)

    def at(self, day, age_max):
        """The newest value known at the end of `day`, at most `age_max` days old."""
        newest = day - self.lag
        for back in range(age_max + 1):
            spoken_of = day - timedelta(days=back)
            if spoken_of <= newest and spoken_of in self.values:
                return self.values[spoken_of]
        return None

    def mean(self, day, length, age_max):
        known = [self.at(day - timedelta(days=back), age_max) for back in range(length)]
        known = [value for value in known if value is not None]
        return sum(known) / len(known) if len(known) * 10 >= length * 9 else None


def side(value, band):
    return 1 if value >= band else -1 if value <= -band else 0


def main():
    directory = Path(sys.argv[1])
    us10y = Series(read(directory, "us10y"), 1)
    liquidity = Series(net_liquidity(directory), 1)
    # Given for 00:00 of the day named, which is the end of the day before.
    believed = {day - timedelta(days=1): value for day, value in read(directory, "stablecoin_mcap").items() if value >= 1.0}
    coins = Series(believed, 0)
    btc = Series(read(directory, "btc"), 0)

    def votes(day):
        before = day - timedelta(days=63)
        result = []
        for series, age, weight, band, sign, measure in (
            (us10y, 10, 2, 20.0, -1, lambda a, b: (b - a) * 100.0),
            (liquidity, 10, 2, 1.0, 1, lambda a, b: (b / a - 1.0) * 100.0),
            (coins, 3, 1, 1.5, 1, lambda a, b: (b / a - 1.0) * 100.0),
        ):
            then, now = series.at(before, age), series.at(day, age)
            known = then is not None and now is not None
            result.append((weight, sign * side(measure(then, now), band) if known else None))
        result.append((1, None))  # USDT dominance has no history
        now, mean = btc.at(day, 3), btc.mean(day, 100, 3)
        known = now is not None and mean is not None
        result.append((1, side((now / mean - 1.0) * 100.0, 3.0) if known else None))
        return result

    state, streak = "unknown", ("unknown", 0)
    day = FIRST
    while day <= LAST:
        cast = [(weight, vote) for weight, vote in votes(day) if vote is not None]
        known = sum(weight for weight, _ in cast)
        if known / 7.0 < 0.60:
            answer = "unknown"
        else:
            score = sum(weight * vote for weight, vote in cast) / known
            if state == "risk_on" and score > 0:
                answer = "risk_on"
            elif state == "risk_off" and score < 0:
                answer = "risk_off"
            else:
                answer = "risk_on" if score >= 0.34 else "risk_off" if score <= -0.34 else "neutral"
        streak = (answer, streak[1] + 1 if streak[0] == answer else 1)
        if answer == "unknown" or streak[1] >= 5:
            state = answer
        print(f"{day},{state}")
        day += timedelta(days=1)


main()
