"""A training run as far as TensorBoard sees one, for whoever does not run in this process.

``event_writer.py FOLDER``: each line on standard input is the step up to which points are written; it is
answered with a line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from boards import add_points, write_run


def main() -> None:
    writer, written = write_run(Path(sys.argv[1]), range(0)), 0
    for line in sys.stdin:
        add_points(writer, range(written, int(line)))
        written = int(line)
        print(written, flush=True)
    writer.close()


if __name__ == "__main__":
    main()
