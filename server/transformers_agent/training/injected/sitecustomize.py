"""What Python runs when it starts with this folder on its path: every Python process of a training run.

Without ``TRANSFORMERS_WORKBENCH_RUN`` it does nothing. In every case the ``sitecustomize`` that would have
been found without us runs afterwards, under its own name. Nothing heavy is imported: most processes of a
run (launchers, workers that load data) never train. Python 3.9 and later.
"""

import os
import sys
from importlib import import_module


def _observe() -> None:
    """Never raises: a script must not suffer from being watched."""
    try:
        import_module("transformers_workbench_run.starting").start()
    except Exception as error:
        try:
            sys.stderr.write(f"Transformers Workbench does not see this process: {error!r}\n")
        except Exception:
            return


def _run_the_next() -> None:
    """The user's or the distribution's own ``sitecustomize``; what it raises, it raises as ever."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    here = os.path.dirname(os.path.abspath(__file__))
    elsewhere = [entry for entry in sys.path if os.path.abspath(entry) != here]
    spec = PathFinder.find_spec("sitecustomize", elsewhere)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


if os.environ.get("TRANSFORMERS_WORKBENCH_RUN"):
    _observe()
_run_the_next()
