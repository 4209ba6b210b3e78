"""The trades that the suites are about, and the words of each."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Trade:
    """A name, things that it deals with, and what is done to them."""

    name: str
    things: tuple[str, ...]
    deeds: tuple[str, ...]


def vocabulary(random: Random) -> dict[str, str]:
    """What the `$words` of a template stand for in one suite."""
    trade = random.choice(TRADES)
    thing, other, third = random.sample(trade.things, 3)
    deed, next_deed, last_deed = random.sample(trade.deeds, 3)
    return {
        "trade": trade.name,
        "TRADE": trade.name.upper(),
        "Trade": trade.name.title(),
        "thing": thing,
        "THING": thing.upper(),
        "Thing": thing.title(),
        "other": other,
        "OTHER": other.upper(),
        "Other": other.title(),
        "third": third,
        "THIRD": third.upper(),
        "Third": third.title(),
        "deed": deed,
        "next": next_deed,
        "last": last_deed,
        "port": str(random.randrange(5100, 9800)),
        "port2": str(random.randrange(9801, 9990)),
        "count": str(random.randrange(3, 40)),
        "seed": str(random.randrange(1000)),
        "pause": random.choice(("0.2", "0.5", "1", "2")),
        "host": random.choice(("127.0.0.1", "localhost")),
        "suffix": random.choice(("csv", "txt", "json", "log", "dat")),
    }


def _trade(name: str, things: str, deeds: str) -> Trade:
    return Trade(name, tuple(things.split()), tuple(deeds.split()))


TRADES = (
    _trade("bakery", "loaf oven flour dough crust tray", "bake knead weigh glaze"),
    _trade("harbour", "crane berth cargo tug anchor buoy", "unload moor inspect tow"),
    _trade("orchard", "apple ladder basket branch pear blossom", "pick prune graft press"),
    _trade("museum", "vase portrait statue gallery coin fresco", "hang restore lend label"),
    _trade("brewery", "barrel malt hop mash bottle yeast", "brew ferment taste cool"),
    _trade("railway", "wagon platform whistle track tender carriage", "couple shunt depart brake"),
    _trade("theatre", "curtain costume balcony actor prop stage", "rehearse dim applaud dress"),
    _trade("apiary", "hive comb honey queen smoker swarm", "feed extract calm count"),
    _trade("vineyard", "grape cellar cork cask vine trellis", "harvest crush decant rack"),
    _trade("foundry", "ladle furnace mould ingot anvil alloy", "melt pour cast polish"),
    _trade("ferry", "ramp deck hull cabin rudder lantern", "board sail dock refuel"),
    _trade("choir", "hymn alto organ score tenor psalm", "sing tune chant arrange"),
    _trade("quarry", "slate drill chisel gravel boulder cart", "blast split haul sieve"),
    _trade("nursery", "seedling pot trowel fern bulb hedge", "water repot trim shade"),
    _trade("pressroom", "galley roller stencil paper ribbon font", "ink fold bind trimset"),
    _trade("dairy", "churn cheese whey pail curd rind", "milk strain ripen salt"),
    _trade("circus", "trapeze tent juggler drum ring clown", "tumble swing parade bow"),
    _trade("lighthouse", "lens beacon stair gull foghorn tide", "kindle rotate sound polish"),
    _trade("tannery", "hide saddle boot strap buckle vat", "soak stretch dye stitch"),
    _trade("observatory", "comet dome mirror nebula plate orbit", "observe expose align plot"),
)
