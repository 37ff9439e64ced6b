"""Between a process that may be killed with all its children, and one that must survive that: ``python -I -S
detach.py WORD…`` starts a program, prints its number, and ends at once: the program is nobody's child.

Editors end a language server that does not answer together with everything below it. A session of its own
does not help against that: what counts is whose child a process is. The program prints where this one's
standard error goes. What cannot be started is told by its error number, below zero. Runs alone: standard
library only.
"""

from __future__ import annotations

import os
import subprocess
import sys

CANNOT_START = 127
BREAKAWAY_FROM_JOB = 0x01000000
"""``CREATE_BREAKAWAY_FROM_JOB``: what ends with the editor's job would end it, too. A job may refuse it."""


def main(words: list[str]) -> None:
    """Prints the number of the process that was started, and ends this one."""
    if sys.platform == "win32":
        print(start_on_windows(words), flush=True)
        return
    ready, failed = os.pipe()
    pid = os.fork()
    if pid == 0:
        become(words, failed)
    os.close(failed)
    error = os.read(ready, 16)  # Nothing, as soon as it has become the program.
    print(f"-{error.decode()}" if error else pid, flush=True)
    os._exit(0)


def become(words: list[str], failed: int) -> None:
    """Turns this process into the program, in a session of its own; the pipe closes by that."""
    assert sys.platform != "win32"
    try:
        os.setsid()
        os.dup2(2, 1)
        os.execv(words[0], words)
    except OSError as error:
        os.write(failed, str(error.errno or 1).encode())
    finally:
        os._exit(CANNOT_START)


def start_on_windows(words: list[str]) -> int:
    """The same where there is no fork."""
    usual = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
    for flags in (usual | BREAKAWAY_FROM_JOB, usual):
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=2, stderr=2, creationflags=flags
            )
        except OSError as error:
            number = error.errno or 1
        else:
            # Nobody waits for it: that is the point.
            process.returncode = 0
            return process.pid
    return -number


if __name__ == "__main__":
    main(sys.argv[1:])
