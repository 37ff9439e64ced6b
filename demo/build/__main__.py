"""Makes the demo: ``python demo/build TARGET`` fills ``TARGET/workspace`` and ``TARGET/huggingface``.

The same files every time: nothing random, nothing from the network, no torch.
"""

import shutil
import sys
from pathlib import Path

from hub_cache import DETACHED, add_interrupted_download, add_repository
from model import ModelFiles, encode, legacy, named, newest, older, shadowing
from tokenizer import train

DEMO = Path(__file__).resolve().parent.parent


def write_folder(folder: Path, files: ModelFiles) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def main(target: Path) -> None:
    workspace = target / "workspace"
    shutil.copytree(DEMO / "workspace", workspace)
    tokenizer = train(sorted((DEMO / "workspace").rglob("*.*")))
    write_folder(workspace / "models/tiny-chat", shadowing(tokenizer))
    write_folder(workspace / "models/legacy-chat", legacy(tokenizer))
    write_folder(workspace / "models/named-templates", named(tokenizer))
    hub = target / "huggingface/hub"
    detached = older(tokenizer) | {"generation_config.json": encode({"max_new_tokens": 32})}
    add_repository(
        hub,
        "workbench/tiny-chat",
        {"v0.1": older(tokenizer), DETACHED: detached, "main": newest(tokenizer)},
    )
    add_interrupted_download(hub, "workbench/tiny-chat", newest(tokenizer)["model.safetensors"][:200_000])
    add_repository(hub, "workbench/legacy-chat", {"main": legacy(tokenizer)})
    data = {path.name: path.read_bytes() for path in (DEMO / "workspace/data").iterdir()}
    add_repository(hub, "workbench/small-talk", {"main": data}, "datasets")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"{__doc__}")
    main(Path(sys.argv[1]))
