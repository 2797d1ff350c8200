"""Importing a compiled module of a large package without what it and the package import around it.

Whoever uses this needs a way to do without: packages move their modules. It is done in the command's own process only:
in anybody else's another thread might import the same package at that moment, so there packages are imported as always.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_ours = {"process": False}


def claim_process() -> None:
    """Say that this process runs the command and nothing else."""
    _ours["process"] = True


@contextmanager
def bare_packages(*names: str) -> Iterator[None]:
    """Let packages have a path and nothing else while their modules are imported; those imported before stay.

    Afterwards the packages can be imported as always, and find the modules that are there already.

    Parameters
    ----------
    *names : str
        Packages, each after the one that it lies in.

    Raises
    ------
    ImportError
        Where the outermost package is not installed.
    """
    made = [name for name in names if name not in sys.modules] if _ours["process"] else []
    for name in made:
        sys.modules[name] = _bare(name)
    try:
        yield
    finally:
        for name in made:
            del sys.modules[name]


def _bare(name: str) -> ModuleType:
    above, _, folder = name.rpartition(".")
    bare = ModuleType(name)
    bare.__path__ = [f"{path}/{folder}" for path in import_module(above).__path__] if above else _found(name)
    return bare


def _found(name: str) -> list[str]:
    spec = find_spec(name)
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError(f"no package {name}", name=name)
    return list(spec.submodule_search_locations)


@contextmanager
def standing_in(module: str, **functions: Any) -> Iterator[None]:
    """Let functions stand for those of a module while others import them from it, unless it was imported before."""
    if module in sys.modules or not _ours["process"]:
        yield
        return
    sys.modules[module] = ModuleType(module)
    sys.modules[module].__dict__.update(functions)
    try:
        yield
    finally:
        del sys.modules[module]


def stand_for_good(module: str, **functions: Any) -> None:
    """Let functions stand for those of a module until the process ends, unless it was imported before."""
    if module not in sys.modules and _ours["process"]:
        sys.modules[module] = standing = ModuleType(module)
        standing.__dict__.update(functions)
        above, _, inside = module.rpartition(".")
        if above in sys.modules:
            setattr(sys.modules[above], inside, standing)


@contextmanager
def altered(module: str, **others: Any) -> Iterator[None]:
    """Let a copy of a module, with some things in it exchanged, be what is imported for a while."""
    if not _ours["process"]:
        yield
        return
    genuine = import_module(module)
    sys.modules[module] = ModuleType(module)
    sys.modules[module].__dict__.update(vars(genuine), **others)
    try:
        yield
    finally:
        sys.modules[module] = genuine


def import_apart(name: str) -> ModuleType:
    """Import a package for the caller alone: whoever imports it later gets one of his own."""
    known = set(sys.modules)
    module = import_module(name)
    if _ours["process"] and name not in known:
        above, _, inside = name.rpartition(".")
        for made in {made for made in set(sys.modules) - known if made == name or made.startswith(f"{name}.")}:
            del sys.modules[made]
        delattr(sys.modules[above], inside)
    return module
