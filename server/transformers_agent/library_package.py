"""Imports parts of the installed transformers without its table of all models.

``import transformers`` reads the source of every model to know which names there are, which is half of the
time until the first text, and rendering uses none of them. So the package's own ``__init__`` is run only when
something asks for a name of it.
"""

from __future__ import annotations

import functools
import gc
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from transformers_agent import environment

NAME = "transformers"

_complete: Callable[[], Any] | None = None
"""Runs the package's ``__init__``; ``None`` when that has been done or nothing has been imported."""


def import_part(*names: str) -> list[Any]:
    """The submodules of transformers with these names.

    Raises:
        ImportError: transformers, or something it needs, is not installed.
        Exception: what a broken installation raises.
    """
    with _unhurried_collector():
        if NAME not in sys.modules:
            try:
                _begin()
                # The first thing that the package's ``__init__`` does: are its dependencies good enough?
                importlib.import_module(f"{NAME}.dependency_versions_check")
                return [importlib.import_module(f"{NAME}.{name}") for name in names]
            except Exception as error:
                print(f"transformers is imported as a whole: {error!r}", file=sys.stderr)
                _forget()
        return [importlib.import_module(f"{NAME}.{name}") for name in names]


def import_whole() -> Any:
    """The package itself; raises as ``import_part`` does."""
    with _unhurried_collector():
        if _complete is not None:
            _complete()
        return importlib.import_module(NAME)


@contextmanager
def _unhurried_collector() -> Iterator[None]:
    """No garbage collection meanwhile: an import makes many objects and hardly any garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _begin() -> None:
    """Puts a package without contents in the place of transformers, whose submodules are the real ones."""
    global _complete
    spec = importlib.util.find_spec(NAME)
    version = environment.installed_version(NAME)
    if spec is None or spec.loader is None or version is None:
        return
    package = importlib.util.module_from_spec(spec)
    package.__dict__["__version__"] = version
    package.__dict__["__getattr__"] = _attribute
    sys.modules[NAME] = package
    _complete = functools.partial(_run_init, package, spec)


def _run_init(package: ModuleType, spec: ModuleSpec) -> None:
    """Runs the real ``__init__``, as ``import transformers`` would have."""
    global _complete
    _complete = None
    package.__dict__.pop("__getattr__", None)
    assert spec.loader is not None
    spec.loader.exec_module(package)


def _attribute(name: str) -> Any:
    """A name that the package does not have yet: it is time for its ``__init__``."""
    if name.startswith("__") or _complete is None:
        raise AttributeError(f"module {NAME!r} has no attribute {name!r}")
    _complete()
    return getattr(sys.modules[NAME], name)


def _forget() -> None:
    """Takes back what was imported, so that it can be imported in the ordinary way."""
    global _complete
    _complete = None
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]
