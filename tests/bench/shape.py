"""What a case is made of."""
import dataclasses
import statistics
import typing


@dataclasses.dataclass
class Contender:
    """`measure` runs one round: a Result, or several by name. `services` are those whose memory counts."""
    name: str
    measure: typing.Callable
    services: tuple = ()


@dataclasses.dataclass
class Target:
    """An aim for a figure of the whole case; `is_limit`: the figure is to stay below it."""
    text: str
    wanted: float
    value: typing.Callable
    is_limit: bool = False

    def is_met(self, value):
        return value <= self.wanted if self.is_limit else value >= self.wanted


@dataclasses.dataclass
class Case:
    name: str
    title: str
    contenders: list
    targets: list


def ratio(ours, theirs, figure='rate'):
    """The median of the rounds' own ratios: what disturbs a whole round disturbs both."""
    return lambda rounds: statistics.median(
        getattr(a, figure) / max(getattr(b, figure), 1e-9) for a, b in zip(rounds[ours], rounds[theirs]))


def at_least(ours, theirs, wanted):
    return Target(f'{ours} / {theirs}', wanted, ratio(ours, theirs))


def at_most(name, figure, wanted, text):
    """The median of one contender's rounds is to stay below an absolute value."""
    return Target(text, wanted, lambda rounds: statistics.median(getattr(result, figure) for result in rounds[name]), True)
