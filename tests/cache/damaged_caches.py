"""Caches of every shape, whole and damaged, for property tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

HASHES = [character * 40 for character in "abc"]
BLOBS = ["1" * 40, "2" * 64, "3" * 40]
SHARED = "ab" + "4" * 62

FOLDERS = st.sampled_from(
    [
        "models--org--name",
        "models--gpt2",
        "models--org--with--dashes",
        "datasets--org--data",
        "spaces--org--app",
        "kernels--org--kernel",
        "models--org--名前 with space",
        "models--org--new\nline",
        "unknown--org--name",
        "models",
        "--",
        "version.txt",
        ".DS_Store",
        ".locks",
        "CACHEDIR.TAG",
        "blobs",
    ]
)
FILE_NAMES = st.sampled_from(
    ["config.json", "a/b.txt", "a/c/d.bin", ".gitattributes", "model.safetensors", "名前.txt", "new\nline"]
)
LINKS = st.sampled_from(
    [
        *[f"blob {number}" for number in range(3)],
        "plain file",
        "no such blob",
        "absolute",
        "folder",
        "loop",
        "elsewhere",
        "other repository",
        "empty folder",
    ]
)


@dataclass(frozen=True)
class Shape:
    """One folder of a cache. ``damage`` is what goes wrong with its own folders."""

    name: str
    blobs: tuple[str, ...]
    revisions: dict[str, dict[str, str]]
    refs: dict[str, str]
    damage: str
    incomplete: int


def shapes() -> st.SearchStrategy[list[Shape]]:
    """A cache: one shape a folder, as the library writes it or not."""
    return st.lists(st.one_of(whole(), whole(), anything()), max_size=4, unique_by=lambda each: each.name)


@st.composite
def whole(draw: st.DrawFn) -> Shape:
    """A repository as huggingface_hub writes it; its shared blobs need the store."""
    revisions = draw(
        st.dictionaries(
            st.sampled_from(HASHES),
            st.dictionaries(FILE_NAMES, st.sampled_from(["blob 0", "blob 1", "blob 2", "plain file"])),
            min_size=1,
        )
    )
    refs = draw(
        st.dictionaries(st.sampled_from(["main", "refs/pr/1", "v1.0"]), st.sampled_from(sorted(revisions)))
    )
    last = draw(st.sampled_from(["file", "shared"]))
    name = draw(st.sampled_from(["models--org--name", "models--gpt2", "datasets--org--data", "spaces--a--b"]))
    return Shape(name, ("file", "file", last), revisions, refs, "none", draw(st.integers(0, 2)))


def anything() -> st.SearchStrategy[Shape]:
    """A folder with whatever went wrong in it."""
    return st.builds(
        Shape,
        name=FOLDERS,
        blobs=st.tuples(*[st.sampled_from(["file", "file", "file", "shared", "folder", "broken"])] * 3),
        revisions=st.dictionaries(
            st.sampled_from([*HASHES, ".DS_Store", "odd name"]),
            st.dictionaries(FILE_NAMES, st.one_of(st.sampled_from(["blob 0", "blob 1"]), LINKS), max_size=4),
            max_size=3,
        ),
        refs=st.dictionaries(
            st.sampled_from(["main", "refs/pr/1", "v1.0", ".DS_Store", "caf\u00e9"]),
            st.sampled_from([*HASHES, *HASHES, "d" * 40, "a" * 40 + "\n", "", "\u00e9"]),
            max_size=2,
        ),
        damage=st.sampled_from(
            [
                *["none"] * 8,
                "is a file",
                "no snapshots",
                "snapshots is a file",
                "refs is a file",
                "snapshot is a link",
                "file among snapshots",
            ]
        ),
        incomplete=st.integers(0, 2),
    )


def build(root: Path, cache: list[Shape], *, store: bool) -> None:
    """Writes the cache; with ``store`` the blobs that several repositories share are there."""
    root.mkdir(parents=True)
    if store:
        (root / "blobs" / SHARED[:2]).mkdir(parents=True)
        (root / "blobs/.huggingface-shared-blobs").write_text("1\n")
        (root / "blobs" / SHARED[:2] / SHARED).write_bytes(b"shared" * 9)
        (root / "blobs" / SHARED[:2] / ("ab" + "5" * 62)).write_bytes(b"of nobody")
    for shape in cache:
        _build_folder(root, shape)


def _build_folder(root: Path, shape: Shape) -> None:
    repo = root / shape.name
    if shape.damage == "is a file":
        if not repo.exists():
            repo.write_text("")
        return
    (repo / "blobs").mkdir(parents=True, exist_ok=True)
    for number, (name, kind) in enumerate(zip(BLOBS, shape.blobs, strict=True)):
        _build_blob(repo / "blobs" / name, kind, number)
    for number in range(shape.incomplete):
        (repo / "blobs" / f"{BLOBS[number]}.incomplete").write_bytes(b"x" * (number + 3))
    if shape.damage == "no snapshots":
        return
    if shape.damage == "snapshots is a file":
        (repo / "snapshots").write_text("")
        return
    (repo / "snapshots").mkdir(exist_ok=True)
    for commit, files in shape.revisions.items():
        _build_revision(repo, commit, files)
    if shape.damage == "snapshot is a link" and shape.revisions:
        (repo / "snapshots" / ("e" * 40)).symlink_to(next(iter(shape.revisions)))
    if shape.damage == "file among snapshots":
        (repo / "snapshots/note.txt").write_text("")
    if shape.damage == "refs is a file":
        (repo / "refs").write_text("")
        return
    for ref, content in shape.refs.items():
        (repo / "refs" / ref).parent.mkdir(parents=True, exist_ok=True)
        (repo / "refs" / ref).write_text(content, encoding="utf-8")


def _build_blob(blob: Path, kind: str, number: int) -> None:
    if kind == "file":
        blob.write_bytes(b"x" * (number * 7 + 1))
    elif kind == "shared":
        blob.symlink_to(f"../../blobs/{SHARED[:2]}/{SHARED}")
    elif kind == "folder":
        blob.mkdir()
    else:
        blob.symlink_to("nowhere")


def _build_revision(repo: Path, commit: str, files: dict[str, str]) -> None:
    snapshot = repo / "snapshots" / commit
    snapshot.mkdir()
    for name, kind in files.items():
        path = snapshot / name
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (2 + name.count("/"))
        if kind.startswith("blob "):
            path.symlink_to(f"{up}blobs/{BLOBS[int(kind[-1])]}")
        elif kind == "plain file":
            path.write_text("not a link")
        elif kind == "no such blob":
            path.symlink_to(f"{up}blobs/{'9' * 40}")
        elif kind == "absolute":
            path.symlink_to(repo / "blobs" / BLOBS[0])
        elif kind == "folder":
            path.symlink_to(f"{up}blobs")
        elif kind == "loop":
            path.symlink_to(path.name)
        elif kind == "elsewhere":
            path.symlink_to("/etc/hostname")
        elif kind == "other repository":
            path.symlink_to(f"{up}../models--gpt2/blobs/{BLOBS[0]}")
        else:
            path.mkdir()
