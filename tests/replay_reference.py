#!/usr/bin/env python3
"""An independent reading of the rules: change, drift and level decisions over a replay.

    replay_reference.py LINES.jsonl RULES.json

LINES are what `cockpit replay` reads, RULES what its `--rules` reads. Prints one JSON line per decision of a change,
drift or level rule, in the order and form of `cockpit replay --rules RULES --json`. Written from the documented
semantics, with nothing but the standard library, and deliberately plain: it looks through lists where the program
keeps indexes, so that the two can only agree by meaning the same.
"""

import json
import math
import sys
from datetime import datetime, timezone

DAY = 86_400
HOUR = 3_600
MINUTE = 60

# unit of change, published by day?, longest normal distance between neighbours (s), plausible range, largest step a day
# (a fraction; percentage points where the unit is % of something), whether a second answer releases a longer step
SERIES = {
    "us10y": ("bp", True, 4 * DAY, (-2, 20), 0.75, True),
    "net_liquidity": ("%", True, 1 * DAY, (3000, 9000), 0.10, True),
    "net_liquidity_daily": ("%", True, 4 * DAY, (3000, 9000), 0.10, True),
    "btc": ("%", False, 15 * MINUTE, (200, 5_000_000), 0.15, True),
    "stablecoin_mcap": ("%", False, DAY, (1, 10_000), 0.05, True),
    "usdt_dominance": ("pp", False, DAY, (0.5, 40), 2.0, True),
    "usdt_share": ("pp", False, DAY, (20, 100), 5.0, True),
    "rwa_tvl": ("%", False, DAY, (1, 5000), 0.30, False),
    "rwa_active_mcap": ("%", False, DAY, (1, 5000), 0.30, False),
    "rwa_category_mcap": ("%", False, DAY, (1, 5000), 0.30, False),
    "walcl": ("%", True, 1 * DAY, (3000, 15_000), 0.10, True),
    "wtregen": ("%", True, 1 * DAY, (5, 3000), 1.5, True),
    "tga_daily": ("%", True, 4 * DAY, (5, 3000), 1.5, True),
    "rrpontsyd": ("%", True, 4 * DAY, (0, 5000), 1000.0, True),
}
WINDOWS = {"15m": 15 * MINUTE, "1h": HOUR, "24h": DAY, "1d": DAY, "7d": 7 * DAY}
LEGS = ("walcl", "wtregen", "rrpontsyd")


def half_away(x):
    return math.copysign(math.floor(abs(x) + 0.5), x)


def change_between(unit, old, new):
    """The change in the unit of the series, to a millionth; None where there is no percentage."""
    if unit == "%":
        if old <= 0:
            return None
        change = (new / old - 1) * 100
    elif unit == "bp":
        change = (new - old) * 100
    else:
        change = new - old
    return half_away(change * 1e6) / 1e6 + 0.0


def tolerance(window, by_day, gap_max):
    """How far before a window's start the value there may lie."""
    if window == "15m":
        share = 5 * MINUTE
    elif window == "1h":
        share = 15 * MINUTE
    elif by_day:
        share = gap_max
    else:
        share = 2 * HOUR if window == "24h" else DAY
    return min(share, gap_max)


class Series:
    """One series' believed values, and the one that waits for review."""

    def __init__(self, name):
        self.name = name
        self.unit, self.by_day, self.gap_max, self.range, self.step_max, self.agreeable = SERIES[name]
        # Percentages move in points, money in fractions.
        self.in_points = self.unit in ("bp", "pp")
        self.values = []  # (moment, value), rising
        self.waiting = None  # (moment, value, released by agreement)

    def moment(self, at):
        return at - at % DAY if self.by_day else at

    def agrees(self, value):
        if self.waiting is None:
            return False
        held = self.waiting[1]
        return abs(value - held) <= (0.05 if self.in_points else 0.05 * abs(held))

    def believes(self, at, value):
        """Whether the value is stored; if not, it waits for review."""
        held = self.why_held(self.moment(at), value)
        if held is None:
            self.waiting = None
            return True
        if not self.agrees(value):
            self.waiting = (self.moment(at), value, held == "releasable")
        return False

    def why_held(self, moment, value):
        if not self.range[0] <= value <= self.range[1]:
            return "for good"
        if not self.values:
            return None
        last_moment, last = self.values[-1]
        if last > 0 and value > 0:
            thousands = math.log10(value / last) / 3
            nearest = half_away(thousands)
            if nearest != 0 and abs(thousands - nearest) * 3 < 0.114:
                return "for good"
        seen = moment if self.waiting is None else min(moment, self.waiting[0])
        days = (seen - last_moment) / DAY
        allowed = self.step_max * math.sqrt(max(days, 1))
        if self.in_points:
            step = abs(value - last)
        elif last == 0:
            return None
        else:
            step = abs(value / last - 1)
        if step <= allowed:
            return None
        if self.waiting is not None and self.waiting[2] and self.agrees(value):
            return None
        return "releasable" if self.agreeable else "for good"

    def at_or_before(self, moment):
        for then, value in reversed(self.values):
            if then <= moment:
                return then, value
        return None

    def keep(self, moment, value):
        if self.values and self.values[-1][0] == moment:
            self.values.pop()
        self.values.append((moment, value))


class Rule:
    """One rule and all it remembers."""

    def __init__(self, spec):
        self.spec = spec
        self.series, self.kind, *rest = spec["rule"].split(".")
        self.window = rest[0] if self.kind == "change" else None
        self.watched = self.series in SERIES and self.kind in ("change", "drift", "level")
        self.on = spec.get("enabled", True)
        self.threshold = spec.get("threshold")
        self.direction = spec.get("direction", "both")
        self.hysteresis = spec.get("hysteresis", 0.0)
        self.confirm = spec.get("confirm", 1)
        cooldown = spec.get("cooldown", "0m")
        self.cooldown = int(cooldown[:-1]) * {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY}[cooldown[-1]]
        self.spent = {"up": False, "down": False}
        self.excursion = None  # its side
        self.count = 0
        self.said = None
        self.fired = False
        self.fired_at = None
        self.anchor = None
        self.stood_at = None  # the value before, for levels

    def decide(self, now, series, moment, value, trusted):
        """The decision on one value of the rule's series, or None."""
        if self.kind == "change":
            length = WINDOWS[self.window]
            base = series.at_or_before(moment - length)
            if base is None:
                return None
            change = change_between(series.unit, base[1], value)
            if change is None:
                return None
            doubt = None if trusted else "quarantine"
            before = series.at_or_before(moment - (DAY if series.by_day else 1))
            longest = max(length, series.gap_max)
            too_far = moment - length - base[0] > tolerance(self.window, series.by_day, series.gap_max)
            if doubt is None and (too_far or moment - before[0] > longest):
                doubt = "gap"
            return self.hold_against(now, change, doubt, "moved", base[1], value, change)
        if self.kind == "drift":
            doubt = None if trusted else "quarantine"
            if self.anchor is None:
                self.anchor = value if trusted else None
                return None
            change = change_between(series.unit, self.anchor, value)
            if change is None:
                self.anchor = value if trusted else self.anchor
                return None
            decision = self.hold_against(now, change, doubt, "drifted", self.anchor, value, change)
            if decision is not None and decision["reason"] == "drifted":
                # The whole threshold has to be covered again.
                self.anchor = value
                self.spent = {"up": False, "down": False}
                self.end_excursion()
            return decision
        before = self.stood_at
        decision = self.hold_against(now, value, None if trusted else "quarantine", "crossed", before, value, None)
        if trusted:
            self.stood_at = value
        return decision

    def side_of(self, x):
        """The side of the threshold on which the measured number is, if it is beyond it."""
        if self.kind == "level":
            return "up" if x >= self.threshold else "down"
        if x >= self.threshold:
            return "up"
        return "down" if -x >= self.threshold else None

    def end_excursion(self):
        self.excursion, self.count, self.said, self.fired = None, 0, None, False

    def rearm(self, x):
        back = self.threshold - self.hysteresis
        if x < back:
            self.spent["up"] = False
        if self.kind == "level":
            if x >= self.threshold + self.hysteresis:
                self.spent["down"] = False
        elif -x < back:
            self.spent["down"] = False

    def hold_against(self, now, x, doubt, when_fired, old, new, change):
        side = self.side_of(x)
        if self.kind == "level" and side != self.excursion:
            # Standing there is nothing; coming there is.
            if self.stood_at is None or self.side_of(self.stood_at) == side:
                side = None
        if self.direction != "both" and side != self.direction:
            side = None

        if doubt is not None:
            if side is None or self.fired:
                return None
            if side != self.excursion:
                self.end_excursion()
                self.excursion = side
            self.count = 0
            return self.say(now, doubt, old, new, change)

        self.rearm(x)
        if side is None:
            self.end_excursion()
            return None
        if side != self.excursion:
            self.end_excursion()
            self.excursion = side
        self.count += 1
        if self.fired:
            return None
        if self.spent[side]:
            reason = "hysteresis"
        elif self.fired_at is not None and 0 <= now - self.fired_at < self.cooldown:
            reason = "cooldown"
        elif self.count < self.confirm:
            reason = "confirmation"
        else:
            reason = when_fired
            self.fired, self.fired_at = True, now
            self.spent = {"up": True, "down": True}
            self.rearm(x)
        return self.say(now, reason, old, new, change)

    def say(self, now, reason, old, new, change):
        if reason == self.said:
            return None
        self.said = reason
        held = {"confirmation": "held", "moved": "fired", "drifted": "fired", "crossed": "fired"}
        return {
            "at": datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "rule": self.spec["rule"],
            "decision": held.get(reason, "suppressed"),
            "reason": reason,
            "series": self.series,
            "from": old,
            "to": new,
            "change": change,
            "threshold": self.threshold,
        }


class World:
    """All series and all rules."""

    def __init__(self, specs):
        self.series = {name: Series(name) for name in SERIES}
        self.rules = [rule for rule in map(Rule, specs) if rule.watched and rule.on]
        self.now = None
        self.legs_came = False
        self.liquidity_given = False

    def line(self, line):
        at = int(datetime.fromisoformat(line["at"].replace("Z", "+00:00")).timestamp())
        name, value = line["series"], float(line["value"])
        yield from self.liquidity(at)
        self.now = at
        self.liquidity_given |= name == "net_liquidity"
        series = self.series[name]
        trusted = series.believes(at, value)
        yield from self.show(series, series.moment(at), value, trusted, at)
        self.legs_came |= name in LEGS and trusted

    def show(self, series, moment, value, trusted, now):
        for rule in self.rules:
            if rule.series == series.name:
                decision = rule.decide(now, series, moment, value, trusted)
                if decision is not None:
                    yield decision
        if trusted:
            series.keep(moment, value)

    def liquidity(self, at):
        """Net liquidity of the newest Wednesday that has both weekly legs, once the clock has moved past its legs."""
        if not self.legs_came or self.liquidity_given or self.now is None or at <= self.now:
            return
        self.legs_came = False
        assets, treasury, reverse_repo = (self.series[leg] for leg in LEGS)
        accounts = dict(treasury.values)
        for day, total in reversed(assets.values[-20:]):
            if datetime.fromtimestamp(day, timezone.utc).weekday() != 2 or day not in accounts:
                continue
            repo = reverse_repo.at_or_before(day)
            if repo is None or day - repo[0] > 5 * DAY:
                continue
            dollars = half_away(total * 1e9) - half_away(accounts[day] * 1e9) - half_away(repo[1] * 1e9)
            value, target = dollars / 1e9, self.series["net_liquidity"]
            known = target.values[-1] if target.values else (None, None)
            if target.range[0] <= value <= target.range[1] and known != (day, value):
                if known[0] == day:
                    raise SystemExit("a Wednesday's legs must come at one time")
                yield from self.show(target, day, value, True, self.now)
            return


def main(lines, rules):
    with open(rules, encoding="utf-8") as file:
        world = World(json.load(file))
    with open(lines, encoding="utf-8") as file:
        for text in file:
            for decision in world.line(json.loads(text)):
                print(json.dumps(decision, separators=(",", ":")))
    if world.now is not None:
        for decision in world.liquidity(world.now + 1):
            print(json.dumps(decision, separators=(",", ":")))


if __name__ == "__main__":
    main(*sys.argv[1:])
