"""The models in the Hugging Face cache."""

from __future__ import annotations

from pathlib import Path

from agent_process import AgentProcess

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_no_cache(tmp_path: Path) -> None:
    root = tmp_path / "nowhere"
    with AgentProcess({"HF_HUB_CACHE": str(root)}) as process:
        found = process.result("cache.models", {})
        assert found["root"] == str(root)
        assert found["models"] == []
        assert found["warnings"]
        error = process.error("cache.snapshot", {"repo_id": "some/model", "revision": None})
        assert error["reason"] == "repository-missing"


def test_models_and_snapshot(tmp_path: Path) -> None:
    folder = tmp_path / "models--some--model"
    snapshot = folder / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "tokenizer_config.json").write_text("{}")
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(COMMIT)
    (tmp_path / "datasets--some--data" / "snapshots" / COMMIT).mkdir(parents=True)
    with AgentProcess({"HF_HUB_CACHE": str(tmp_path)}) as process:
        [model] = process.result("cache.models", {})["models"]
        assert model["repo_id"] == "some/model"
        [revision] = model["revisions"]
        assert (revision["commit_hash"], revision["refs"], revision["has_tokenizer"]) == (
            COMMIT,
            ["main"],
            True,
        )
        assert Path(revision["folder"]) == snapshot
        for wanted in (None, "main", COMMIT):
            found = process.result("cache.snapshot", {"repo_id": "some/model", "revision": wanted})
            assert (Path(found["folder"]), found["commit_hash"]) == (snapshot, COMMIT)
        error = process.error("cache.snapshot", {"repo_id": "some/model", "revision": "other"})
        assert error["reason"] == "repository-missing"
        error = process.error("cache.snapshot", {"repo_id": "../..", "revision": None})
        assert error["reason"] == "repository-missing"
