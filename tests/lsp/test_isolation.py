"""The server sees nothing the user installed, and stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil

from language_client import ROOT, language_server, render_params

PROBE = """
import runpy, sys
sys.argv = ["start.py", "--version"]
try:
    runpy.run_path({start!r}, run_name="__main__")
except SystemExit:
    pass
import transformers_workbench.server
from transformers_workbench.chat_template import command_line
print(sorted(name for name in sys.modules if "." not in name))
"""


def test_torch_and_transformers_are_never_imported() -> None:
    start = str(ROOT / "server" / "start.py")
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE.format(start=start)],
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(eval(answer.stdout.splitlines()[-1]))
    assert {"pygls", "transformers_workbench"} <= modules
    heavy = {"torch", "transformers", "tokenizers", "huggingface_hub", "numpy", "jinja2", "peft", "yaml"}
    assert not modules & heavy


def test_the_command_line_starts_without_the_server() -> None:
    program = "import sys, transformers_workbench.chat_template.command_line; print('pygls' in sys.modules)"
    environment = {"PYTHONPATH": str(ROOT / "server")}
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert answer.stdout.strip() == "False", answer.stderr


async def test_the_server_needs_at_most_80_mib_at_work(tmp_path: Path) -> None:
    async with language_server() as client:
        uri = (tmp_path / "a.jinja").as_uri()
        client.open(uri, "{{ messages | length }}")
        for _ in range(50):
            await client.request("transformers/chatTemplate/render", render_params(uri))
        assert psutil.Process(client.process.pid).memory_info().rss < 80 * 2**20


async def test_who_has_no_template_open_has_one_agent_and_a_template_gets_its_own(tmp_path: Path) -> None:
    async with language_server() as client:
        server = psutil.Process(client.process.pid)
        script = (tmp_path / "train.py").as_uri()
        client.open(script, "trainer.train()\n", "python")
        await client.until(lambda method, params: params.get("health") == "ok")
        await client.request("textDocument/codeLens", {"textDocument": {"uri": script}})
        assert len(server.children()) == 1
        template = (tmp_path / "a.jinja").as_uri()
        client.open(template, "{{ messages | length }}")
        # What names mean is learned ahead of the first hover.
        hover = {"textDocument": {"uri": template}, "position": {"line": 0, "character": 4}}
        assert await client.eventually("textDocument/hover", hover)
        assert len(server.children()) == 3


async def test_ending_the_server_ends_its_agents(tmp_path: Path) -> None:
    async with language_server() as client:
        await client.until(lambda method, params: params.get("health") == "ok")
        agents = psutil.Process(client.process.pid).children(recursive=True)
        assert agents
    _, alive = psutil.wait_procs(agents, timeout=30)
    assert not alive


async def test_killing_the_server_ends_its_agents(tmp_path: Path) -> None:
    agents: list[psutil.Process] = []
    try:
        async with language_server() as client:
            await client.until(lambda method, params: params.get("health") == "ok")
            agents = psutil.Process(client.process.pid).children(recursive=True)
            client.process.kill()
            await client.process.wait()
            raise InterruptedError
    except InterruptedError:
        pass
    _, alive = psutil.wait_procs(agents, timeout=30)
    assert agents and not alive
