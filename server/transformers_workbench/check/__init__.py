"""``check``: the rules of all rooms over a tree of files."""
