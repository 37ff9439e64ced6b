"""Acts on a module right after it was executed, without leaving a trace on it.

The finder knows one name. The module that comes out has the loader that it would have had, so whoever
looks at it later (``inspect``, ``importlib.resources``, pickles) sees nothing of ours.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec

from .run import complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Also `importlib.abc`, for its base classes, would cost each process more than all the rest.
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any


class _ActingLoader:
    """The real loader, and what follows."""

    def __init__(self, real: Any, act: Callable[[ModuleType], None]) -> None:
        self._real = real
        self._act = act

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self._real.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        module.__loader__ = self._real
        self._real.exec_module(module)
        try:
            self._act(module)
        except Exception as error:
            complain(f"{module.__name__} is not watched", error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class _Finder:
    def __init__(self, name: str, act: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._act = act
        self._looking = False

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._name or self._looking:
            return None
        self._looking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._looking = False
        if spec is not None and spec.loader is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = _ActingLoader(spec.loader, self._act)  # type: ignore[assignment]
        return spec


def after_import(name: str, act: Callable[[ModuleType], None]) -> None:
    """``act`` gets the module each time it was executed; what it raises is told in one line."""
    module = sys.modules.get(name)
    if module is not None:
        act(module)
        return
    sys.meta_path.insert(0, _Finder(name, act))
