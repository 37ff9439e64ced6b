"""Serves the installed TensorBoard on loopback: ``python serve.py SPECIFICATION``, a process of its own.

Its plugins, its data server and its page are those of the user's installation. What is added: it answers
only below a path that nobody can guess, notes where that is, ends when nobody looks, and its page reloads by
itself.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers_agent.tensorboard.keeper import Keeper

HOST = "127.0.0.1"
SILENCE = 120.0
"""Seconds that one step in C may take where only curves are read: of large files."""

Specification = dict[str, Any]
"""``folder`` (its state), ``folders``, ``logdir`` or ``logdir_spec``, ``location``, ``title``, ``port``,
``idle_seconds``, ``reload_seconds``. With ``samples`` it is ``curves``' instead."""


def register_package() -> None:
    """Makes our modules importable without a folder of ours on ``sys.path``, as an agent does."""
    here = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != here]
    specification = importlib.util.spec_from_file_location("agent_start", here.parent / "__main__.py")
    assert specification is not None and specification.loader is not None
    start = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(start)
    start.register_package()


def main(given: Specification) -> int:
    """Serves until it is ended or nobody looks any more, and returns the exit code."""
    if "samples" in given:
        from transformers_agent.owner import end_with_owner
        from transformers_agent.tensorboard.curves import answer_all

        end_with_owner(SILENCE)
        return answer_all(given)

    from transformers_agent.tensorboard.start_failure import failure_of
    from transformers_agent.tensorboard.state_file import FAILURE, write_json

    try:
        return serve(given)
    except Exception as error:
        # On a full disk neither can be written: whoever waits sees that it is full.
        with contextlib.suppress(OSError):
            traceback.print_exc()
        with contextlib.suppress(OSError):
            write_json(Path(given["folder"]) / FAILURE, failure_of(error))
        return 1


def serve(given: Specification) -> int:
    """As ``main``.

    Raises:
        Exception: whatever the installed TensorBoard raises.
    """
    from tensorboard import default, program

    def make_server(application: Any = None, flags: Any = None, wsgi_app: Any = None) -> Serving:
        return Serving(program, wsgi_app if application is None else application, flags, given)

    board = program.TensorBoard(plugins=default.get_plugins(), server_class=make_server)
    board.configure(argv=["", *arguments(given)])
    leave_unregistered(board)
    code: int = board.main()
    return code


def arguments(given: Specification) -> list[str]:
    """TensorBoard's own options."""
    option = "logdir" if given.get("logdir") else "logdir_spec"
    return [
        f"--{option}={given[option]}",
        f"--host={HOST}",
        f"--port={given['port']}",
        f"--reload_interval={max(1, round(given['reload_seconds']))}",
        f"--window_title={given['title']}",
    ]


def leave_unregistered(board: Any) -> None:
    """TensorBoard notes itself for notebooks, in a folder of the system's temporary one that every user can
    write to: it would say where the logs are, overwrite what a link of somebody else's there points to, and
    offer notebooks an address that lacks the secret path."""
    if hasattr(board, "_register_info"):
        board._register_info = lambda server: None


class Serving:
    """TensorBoard's own server, with ours in front of its application: a ``server_class`` to it.

    TensorBoard's ``--path_prefix`` would serve below a path, too, but TensorBoard prints it, compares it as
    any text, and says nothing to whoever lacks it.
    """

    def __init__(self, program: Any, application: Any, flags: Any, given: Specification) -> None:
        from transformers_agent.tensorboard.access import Access, handler_without, new_secret
        from transformers_agent.tensorboard.attendance import Attendance
        from transformers_agent.tensorboard.page import Page

        self._given = given
        self._folder = Path(given["folder"])
        self._attendance = Attendance()
        self._port_taken = False
        self._secret = new_secret()
        access = Access(Page(application, self._attendance, given["reload_seconds"]), self._secret)
        try:
            self._server = program.WerkzeugServer(access, flags)
        except program.TensorBoardPortInUseError:
            self._port_taken = True
            self._server = program.WerkzeugServer(access, argparse.Namespace(**{**vars(flags), "port": 0}))
        handler = handler_without(self._secret, self._server.RequestHandlerClass)
        self._server.RequestHandlerClass = handler

    def serve_forever(self) -> None:
        """Serves, noted where others look for it."""
        from transformers_agent.tensorboard.keeper import Keeper
        from transformers_agent.tensorboard.state_file import STATE, remove_ours, write_json

        keeper: Keeper = Keeper(
            self._folder, self._attendance, self._given["idle_seconds"], self._server.shutdown
        )
        try:
            write_json(self._folder / STATE, self._note())
            keeper.start()
            self._server.serve_forever()
        finally:
            keeper.stop()
            remove_ours(self._folder / STATE)

    def _note(self) -> dict[str, Any]:
        from tensorboard import version

        from transformers_agent.tensorboard.process_identity import identity

        return {
            "pid": os.getpid(),
            "identity": identity(os.getpid()),
            "port": self._server.server_port,
            "port_taken": self._port_taken,
            "secret": self._secret,
            "folders": self._given["folders"],
            "location": self._given["location"],
            "started": time.time(),
            "python": sys.executable,
            "version": version.VERSION,
        }

    def get_url(self) -> str:
        """Where it is, without the secret: TensorBoard prints this."""
        url: str = self._server.get_url()
        return url

    def print_serving_message(self) -> None:
        """Into its log, which a full disk has no place for."""
        with contextlib.suppress(OSError):
            self._server.print_serving_message()


if __name__ == "__main__":
    register_package()
    sys.exit(main(json.loads(sys.argv[1])))
