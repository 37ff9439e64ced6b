"""Files in the places where interpreters, shells, loaders and build tools look for code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from hostile_repositories import Built, Canary, Trigger, hostile, link, write, write_json

MODULES = (
    "sitecustomize",
    "usercustomize",
    "json",
    "yaml",
    "torch",
    "numpy",
    "jinja2",
    "tokenizers",
    "safetensors",
    "pyarrow",
    "pandas",
    "datasets",
    "tensorboard",
    "peft",
    "attrs",
    "pygls",
    "asyncio",
    "pynvml",
)
PACKAGES = ("transformers", "huggingface_hub", "accelerate", "transformers_agent", "transformers_workbench")


def add_modules(folder: Path, canary: Canary) -> None:
    """Modules of the names that ours and the libraries import."""
    for name in MODULES:
        write(folder / f"{name}.py", f"{canary.python(name)}\n")
    for name in PACKAGES:
        write(folder / name / "__init__.py", f"{canary.python(name)}\n")
    write(folder / "evil.pth", f"import os; {canary.python('pth')}\n")


def of_path(folder: Path, value: str) -> tuple[Trigger, ...]:
    """What a Python that is started here finds with this ``PYTHONPATH``."""
    names = ("sitecustomize", "yaml", "transformers")
    return tuple(
        Trigger(name, (sys.executable, "-c", f"import {name}"), folder, {"PYTHONPATH": value})
        for name in names
    )


@hostile("PYTHONPATH has an empty entry, as after `module load`: the working folder", alone=True)
def python_path_with_an_empty_entry(folder: Path, canary: Canary) -> Built:
    add_modules(folder, canary)
    value = f"{canary.folder / 'lib'}{os.pathsep}"
    return Built(of_path(folder, value), {"PYTHONPATH": value})


@hostile("PYTHONPATH has relative entries", alone=True)
def python_path_with_relative_entries(folder: Path, canary: Canary) -> Built:
    add_modules(folder / "src", canary)
    value = os.pathsep.join([str(canary.folder / "lib"), "src", "./src", ".", ""])
    return Built(of_path(folder, value), {"PYTHONPATH": value})


@hostile("programs that are looked for lie in the repository, and PATH has an empty entry", alone=True)
def programs_of_the_workspace(folder: Path, canary: Canary) -> Built:
    names = (
        "git",
        "nvidia-smi",
        "squeue",
        "scancel",
        "sbatch",
        "sinfo",
        "ps",
        "lsof",
        "tensorboard",
        "accelerate",
        "python",
        "python3",
        "taskkill",
        "git.exe",
        "nvidia-smi.exe",
    )
    for name in names:
        canary.script(folder / name, name, f'exec "/usr/bin/{name}" "$@"')
    write(folder / "leak.py", "token = 'hf_" + "a" * 17 + "B" * 17 + "'\n")
    (folder / ".git").mkdir()
    write(folder / ".git" / "HEAD", "ref: refs/heads/main\n")
    value = os.pathsep.join(["", ".", os.environ.get("PATH", os.defpath)])
    trigger = Trigger("git", ("sh", "-c", "git --version"), folder, {"PATH": value})
    return Built((trigger,), {"PATH": value})


@hostile("a library that the loader finds in the working folder", alone=True)
def library_of_the_workspace(folder: Path, canary: Canary) -> Built:
    value = os.pathsep.join([str(canary.folder / "lib"), ""])
    compiler = shutil.which("cc")
    if compiler is None:
        write(folder / "libnvidia-ml.so.1", "not a library")
        return Built((), {"LD_LIBRARY_PATH": value})
    code = (
        "#include <stdio.h>\n__attribute__((constructor)) static void fire(void) {\n"
        f'  FILE *file = fopen("{canary.file}", "a");\n'
        '  if (file) { fputs("library\\n", file); fclose(file); }\n}\n'
        "int nvmlInit_v2(void) { return 0; }\n"
    )
    source = write(canary.folder / "library.c", code)
    for name in ("libnvidia-ml.so.1", "libnvidia-ml.so"):
        subprocess.run([compiler, "-shared", "-fPIC", "-o", folder / name, source], check=True)
    load = "import ctypes; ctypes.CDLL('libnvidia-ml.so.1')"
    trigger = Trigger("library", (sys.executable, "-c", load), folder, {"LD_LIBRARY_PATH": value})
    return Built((trigger,), {"LD_LIBRARY_PATH": value})


@hostile("virtual environments whose interpreters are programs of the repository's")
def virtual_environments(folder: Path, canary: Canary) -> Built:
    triggers = []
    for name in (".venv", "venv", "env", ".conda"):
        what = f"python-of-{name}"
        for program in ("bin/python", "bin/python3", "bin/accelerate", "Scripts/python.exe"):
            path = canary.script(folder / name / program, what)
        write(folder / name / "pyvenv.cfg", "home = /usr/bin\nversion = 3.11.0\n")
        triggers.append(Trigger(what, (str(path),), folder))
    return Built(tuple(triggers))


@hostile("settings of the workspace name programs, and folders outside")
def settings_that_name_programs(folder: Path, canary: Canary) -> Built:
    python = canary.script(folder / "tools" / "python", "interpreter")
    settings = {
        "transformers.client.interpreter": str(python),
        "transformers.training.runsFolder": str(canary.folder / "runs"),
        "transformers.cache.roots": [str(canary.folder), "/proc", "/dev"],
        "transformers.auth.checkAccess": True,
        "python.defaultInterpreterPath": str(python),
        "python.pythonPath": str(python),
        "git.path": str(python),
        "terminal.integrated.env.linux": {"HF_ENDPOINT": "http://localhost:9/"},
        "transformers.chatTemplate.memoryLimit": 10**9,
    }
    write_json(folder / ".vscode" / "settings.json", settings)
    task = {"label": "x", "type": "shell", "command": str(python), "runOptions": {"runOn": "folderOpen"}}
    write_json(folder / ".vscode" / "tasks.json", {"version": "2.0.0", "tasks": [task]})
    write(folder / "train.py", "from transformers import Trainer\nTrainer().train()\n")
    return Built((Trigger("interpreter", (str(python),), folder),))


@hostile("run files set what loaders, shells and interpreters execute")
def run_files_with_an_environment(folder: Path, canary: Canary) -> Built:
    startup = write(folder / "startup.py", f"{canary.python('startup')}\n")
    shell = write(folder / "startup.sh", f"{canary.shell('shell')}\n")
    ssh = canary.script(folder / "ssh.sh", "ssh")
    write(folder / "src" / "sitecustomize.py", f"{canary.python('python-path')}\n")
    script = write(folder / "train.py", f"{canary.python('script')}\n")
    outside = write(canary.folder / "outside.py", f"{canary.python('outside')}\n")
    environment = {
        "LD_PRELOAD": str(folder / "evil.so"),
        "PYTHONPATH": str(folder / "src"),
        "PYTHONSTARTUP": str(startup),
        "BASH_ENV": str(shell),
        "ENV": str(shell),
        "GIT_SSH_COMMAND": str(ssh),
        "GIT_EXTERNAL_DIFF": str(ssh),
        "PATH": str(folder),
        "HF_ENDPOINT": "http://localhost:9/",
        "TRANSFORMERS_WORKBENCH_RUN": str(folder),
    }
    write_json(folder / "train.run.json", {"script": "train.py", "environment": environment})
    write_json(folder / "outside.run.json", {"script": str(outside), "workingDirectory": "../.."})
    write_json(folder / "up.run.json", {"script": "../canary/outside.py", "accelerateConfig": "/dev/zero"})
    slurm = {"options": [f"--wrap={ssh}", f"--export=ALL,BASH_ENV={shell}"], "partition": f"x --wrap={ssh}"}
    write_json(folder / "slurm.run.json", {"script": "train.py", "slurm": slurm})
    write(folder / "deep.run.json", "[" * 100_000)
    link(folder / "zero.run.json", "/dev/zero")
    return Built(
        (
            Trigger("startup", (sys.executable, str(startup)), folder),
            Trigger("shell", ("sh", str(shell)), folder),
            Trigger("ssh", (str(ssh),), folder),
            Trigger("python-path", (sys.executable, "-c", ""), folder, {"PYTHONPATH": str(folder / "src")}),
            Trigger("script", (sys.executable, str(script)), folder),
            Trigger("outside", (sys.executable, str(outside)), folder),
        )
    )


@hostile("files that test runners, build tools and shells execute by their names")
def project_files(folder: Path, canary: Canary) -> Built:
    for name in ("conftest", "setup", "noxfile", "fabfile", "manage", "__main__", "build_backend"):
        write(folder / f"{name}.py", f"{canary.python(name)}\n")
    for name in (".pythonrc", ".pdbrc", ".envrc", ".profile", "Makefile"):
        write(folder / name, f"all:\n\t{canary.shell(name)}\n{canary.shell(name)}\n")
    write(
        folder / "pyproject.toml",
        '[build-system]\nrequires = []\nbuild-backend = "build_backend"\nbackend-path = ["."]\n'
        '[tool.pytest.ini_options]\naddopts = "-p conftest"\n[project]\nname = "x"\nversion = "1"\n',
    )
    write_json(folder / "package.json", {"scripts": {"preinstall": canary.shell("npm")}})
    write(folder / "requirements.txt", f"./\n-e .\nx @ file://{folder}\n")
    here = (sys.executable, "-c")
    return Built(
        (
            Trigger("setup", (sys.executable, "setup.py"), folder),
            Trigger("conftest", (*here, "import sys; sys.path.insert(0, ''); import conftest"), folder),
            Trigger(
                "build_backend", (*here, "import sys; sys.path.insert(0, ''); import build_backend"), folder
            ),
        )
    )


@hostile("scripts that are read before training do their work when they are imported")
def scripts_with_payloads(folder: Path, canary: Canary) -> Built:
    script = write(
        folder / "train.py",
        f"{canary.python('script')}\n"
        "from transformers import AutoModelForCausalLM, Trainer, TrainingArguments\n"
        "import local_module\n"
        f"arguments = TrainingArguments(({canary.python('constant')}) and 'out', learning_rate=1e-3)\n"
        "model = AutoModelForCausalLM.from_pretrained('./model', trust_remote_code=True)\n"
        "Trainer(model, arguments, train_dataset='data.jsonl').train()\n",
    )
    write(folder / "local_module.py", f"{canary.python('module')}\n")
    write(folder / "local_package" / "__init__.py", f"{canary.python('package')}\n")
    write(folder / "deep.py", "x = " + "(" * 20_000 + ")" * 20_000 + "\nTrainer().train()\n")
    write(folder / "long.py", "Trainer(" + "a=1, " * 200_000 + ").train()\n")
    write(folder / "terms.py", "lr = " + "+".join(["1"] * 50_000) + "\nTrainer(learning_rate=lr).train()\n")
    write(
        folder / "power.py", "lr = 9 ** 9 ** 9 ** 9\nTrainer(TrainingArguments(learning_rate=lr)).train()\n"
    )
    (folder / "data.py").mkdir()
    return Built(
        (
            Trigger("script", (sys.executable, str(script)), folder),
            Trigger("module", (sys.executable, str(folder / "local_module.py")), folder),
        )
    )


@hostile("configurations of launchers hold YAML that makes objects")
def launcher_configurations(folder: Path, canary: Canary) -> Built:
    tag = f'!!python/object/apply:os.system ["{canary.shell("yaml")}"]\n'
    places = ("accelerate.yaml", "default_config.yaml", "deepspeed.yaml", "fsdp.yaml", "config/train.yml")
    for name in places:
        write(folder / name, f"compute_environment: {tag}num_processes: {tag}mixed_precision: {tag}")
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    write(folder / "bomb.yaml", bomb)
    write(folder / "deep.yaml", "a: " + "[" * 50_000 + "\n")
    write(folder / "train.py", "from transformers import Trainer\nTrainer().train()\n")
    spec = {"script": "train.py", "launcher": "accelerate"}
    for name in ("accelerate", "bomb", "deep"):
        write_json(folder / f"{name}.run.json", {**spec, "accelerateConfig": f"{name}.yaml"})
    load = "import yaml, sys; yaml.unsafe_load(open(sys.argv[1]))"
    return Built((Trigger("yaml", (sys.executable, "-c", load, str(folder / places[0])), folder),))


@hostile("imports of projects that others registered under the same name")
def imports_of_other_projects(folder: Path, canary: Canary) -> Built:
    names = [
        "hydra",
        "apex",
        "swift",
        "clip",
        "google",
        "docx",
        "jwt",
        "serial",
        "magic",
        "attrdict",
        "fitz",
        "skimage",
        "pyyaml",
    ]
    text = (
        "".join(f"import {name}\n" for name in names)
        + "from transformers import Trainer\nTrainer().train()\n"
    )
    write(folder / "train.py", text)
    return Built()
