"""Repositories whose git configuration names programs."""

from __future__ import annotations

import os
import random
import string
import subprocess
from pathlib import Path

from hostile_repositories import Built, Canary, Trigger, hostile, link, write, write_json

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
"""Of git while a repository is made, and while its payloads are to fire."""


def word_like_a_token(seed: int) -> str:
    """What makes the workbench ask git about a file; nothing of this kind stands in a source."""
    return "hf_" + "".join(random.Random(seed).choices(string.ascii_letters, k=34))


def git(folder: Path, *words: str) -> str:
    """Runs git itself, to make a repository.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def add_repository(folder: Path) -> Path:
    """A repository with a commit, in whose files something like a token stands; returns its ``.git``."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    write(folder / "leak.py", f"token = '{word_like_a_token(1)}'\n")
    write_json(folder / "leak.json", {"token": word_like_a_token(2)})
    write(folder / "notes.md", f"token: {word_like_a_token(3)}\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    write(folder / "leak.py", f"token = '{word_like_a_token(4)}'  # changed\n")
    write(folder / "new.py", f"token = '{word_like_a_token(5)}'\n")
    return folder / ".git"


def append_config(config: Path, text: str) -> None:
    """More lines of a git configuration."""
    with config.open("a", encoding="utf-8") as file:
        file.write(text)


def of_git(what: str, where: Path, *words: str, **environment: str) -> Trigger:
    """A payload that fires when git is asked this without any care."""
    return Trigger(what, ("git", *words), where, {**ENVIRONMENT, **environment})


@hostile(
    "a promisor remote with an upload-pack of its own, and a missing object: asking for the history fetches"
)
def git_promisor(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    tree = git(folder, "rev-parse", "HEAD^{tree}")
    script = canary.script(place / "upload.sh", "uploadpack")
    append_config(
        place / "config",
        "[extensions]\n\tpartialClone = evil\n[core]\n\trepositoryformatversion = 1\n"
        f'[remote "evil"]\n\turl = {folder}\n\tpromisor = true\n\tpartialclonefilter = tree:0\n'
        f"\tuploadpack = {script}\n",
    )
    (place / "objects" / tree[:2] / tree[2:]).unlink()
    return Built((of_git("uploadpack", folder, "log", "--all", "--oneline", "-1", "--", "leak.py"),))


@hostile("every key of .git/config that names a program, every hook, and attributes that make use of them")
def git_with_programs(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    programs = {
        "core.fsmonitor": "fsmonitor",
        "core.sshCommand": "ssh",
        "core.pager": "pager",
        "core.editor": "editor",
        "core.askPass": "askpass",
        "core.gitProxy": "proxy",
        "core.alternateRefsCommand": "alternate-refs",
        "diff.external": "external-diff",
        "diff.x.textconv": "textconv",
        "diff.x.command": "diff-driver",
        "merge.x.driver": "merge-driver",
        "filter.x.clean": "clean",
        "filter.x.smudge": "smudge",
        "filter.x.process": "process",
        "gpg.program": "gpg",
        "gpg.ssh.program": "gpg-ssh",
        "credential.helper": "credential",
        "uploadpack.packObjectsHook": "pack-objects",
        "interactive.diffFilter": "diff-filter",
        "sequence.editor": "sequence-editor",
        "trailer.x.command": "trailer",
        "alias.status": "alias",
    }
    for key, name in programs.items():
        script = canary.script(place / "programs" / f"{name}.sh", name)
        git(folder, "config", key, f"!{script}" if key.startswith("alias") else str(script))
    for hook in (
        "post-index-change",
        "post-checkout",
        "pre-commit",
        "reference-transaction",
        "fsmonitor-watchman",
    ):
        canary.script(place / "hooks" / hook, hook)
    git(folder, "config", "core.hooksPath", str(place / "hooks"))
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "core.untrackedCache", "true")
    write(folder / ".gitattributes", "* filter=x diff=x merge=x\n")
    os.utime(folder / "notes.md", (1, 1))  # What differs in its times is compared by its content.
    without = ("-c", "core.fsmonitor=false", "-c", "filter.x.process=", "-c", "filter.x.clean=cat")
    return Built(
        (
            of_git("fsmonitor", folder, "ls-files", "--others"),
            of_git("process", folder, "status", "--porcelain"),
            of_git("diff-driver", folder, *without, "diff"),
        )
    )


@hostile("a configuration that is included from the working tree")
def git_with_an_included_config(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    script = canary.script(folder / "monitor.sh", "included")
    write(folder / "shared.config", f"[core]\n\tfsmonitor = {script}\n")
    append_config(place / "config", "[include]\n\tpath = ../shared.config\n")
    append_config(place / "config", f'[includeIf "gitdir:{folder}/"]\n\tpath = ../shared.config\n')
    return Built((of_git("included", folder, "status"),))


@hostile("a configuration of the working tree's own, beside the one everybody reads")
def git_with_a_worktree_config(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    script = canary.script(place / "monitor.sh", "worktree-config")
    git(folder, "config", "extensions.worktreeConfig", "true")
    write(place / "config.worktree", f"[core]\n\tfsmonitor = {script}\n")
    return Built((of_git("worktree-config", folder, "status"),))


@hostile(".git is a file that leads to another folder of the repository")
def git_file_elsewhere(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    script = canary.script(folder / "assets" / "monitor.sh", "git-file")
    git(folder, "config", "core.fsmonitor", str(script))
    place.rename(folder / "assets" / "store")
    write(folder / ".git", "gitdir: assets/store\n")
    (folder / "linked").mkdir()
    link(folder / "linked" / ".git", "../assets/store")
    write(folder / "linked" / "leak.py", f"token = '{word_like_a_token(6)}'\n")
    return Built((of_git("git-file", folder, "status"), of_git("git-file", folder / "linked", "status")))


@hostile("a submodule whose own configuration names programs")
def git_submodule(folder: Path, canary: Canary) -> Built:
    add_repository(folder)
    inner = add_repository(folder / "library")
    script = canary.script(inner / "monitor.sh", "submodule")
    git(folder / "library", "config", "core.fsmonitor", str(script))
    write(
        folder / ".gitmodules",
        f'[submodule "library"]\n\tpath = library\n\turl = ext::{script}\n',
    )
    commit = git(folder / "library", "-c", "core.fsmonitor=false", "rev-parse", "HEAD")
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{commit},library")
    return Built((of_git("submodule", folder, "status"), of_git("submodule", folder / "library", "status")))


@hostile("a folder that is a bare repository itself, below an honest one")
def git_bare_below(folder: Path, canary: Canary) -> Built:
    add_repository(folder)
    bare = folder / "data"
    bare.mkdir()
    git(bare, "init", "-q", "--bare")
    script = canary.script(folder / "monitor.sh", "bare")
    append_config(bare / "config", f"[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = {script}\n")
    write(bare / "leak.py", f"token = '{word_like_a_token(7)}'\n")
    return Built((of_git("bare", bare, "status"),))


@hostile("objects and references of git are links, pipes and depth")
def git_in_pieces(folder: Path, canary: Canary) -> Built:
    place = add_repository(folder)
    for name in ("index", "packed-refs", "info/attributes", "info/exclude"):
        (place / name).unlink(missing_ok=True)
        link(place / name, "/dev/zero")
    os.mkfifo(place / "refs" / "heads" / "waits")
    os.mkfifo(folder / ".gitignore")
    os.mkfifo(folder / ".gitattributes")
    return Built()
