"""What is measured: one file each with a `MEASURE`, and the folder is the registry."""

from importlib import import_module
from pkgutil import iter_modules

from benchmarks.words import Measure


def measures() -> dict[str, Measure]:
    """Every measure by the name of its file, in the order of their names."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").MEASURE for name in names}
