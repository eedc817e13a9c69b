"""Build every distribution, install the wheels as a user would, and try them: only this notices a missing data file.

Run by ``tox -e wheels`` with a scratch folder as its argument.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import urllib.request
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLUGINS = tuple(sorted(f"plugins/{each.parent.name}" for each in ROOT.glob("plugins/*/pyproject.toml")))
"""Found, and listed nowhere: a department is added by its folder."""

DISTRIBUTIONS = ("core", *PLUGINS, "api")
REQUEST = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "CE2-CM1", "children": 10, "running_costs": "9000.00", "bonuses": ["children"]}],
}


def run(*command: str | Path, stdin: str = "", cwd: Path | None = None) -> str:
    """Run a command and return its output; stop with both outputs when it fails."""
    done = subprocess.run(
        [str(each) for each in command], input=stdin, capture_output=True, text=True, check=False, cwd=cwd
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(scratch: Path) -> list[Path]:
    """Build the wheels, several at once, from copies, so that nothing stale of a working folder is taken in."""
    wheels = scratch / "wheels"

    def one(folder: str) -> None:
        copy = scratch / "source" / folder
        shutil.copytree(ROOT / folder, copy, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        run(sys.executable, "-m", "build", "--installer", "uv", "--wheel", "--outdir", wheels, copy)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(one, DISTRIBUTIONS):  # what one raises is raised here
            pass
    return sorted(wheels.glob("*.whl"))


def install(scratch: Path, wheels: list[Path]) -> Path:
    """Install the wheels in a fresh environment and return its folder of commands."""
    home = scratch / "environment"
    venv.create(home, with_pip=True)
    commands = home / "bin"
    core = next(wheel for wheel in wheels if wheel.name.startswith("clas_core"))
    others = [wheel for wheel in wheels if wheel != core]
    run(commands / "pip", "install", "-q", "-c", ROOT / "constraints.txt", f"{core}[batch]", *others)
    return commands


def try_commands(commands: Path, scratch: Path) -> None:
    """Ask for amounts, documents and a new department, which is installed and served."""
    clas = commands / "clas"
    place = scratch / "elsewhere"
    place.mkdir()
    answer = json.loads(run(clas, "estimate", "-", "--json", stdin=json.dumps(REQUEST), cwd=place))
    assert answer["total"] == "3129.70", answer
    for form in ("md", "html", "pdf"):
        run(clas, "note", "marne", "2025-2026", "-o", f"note.{form}", cwd=place)
        assert (place / f"note.{form}").stat().st_size > 5000
    assert "10 juin 2024" in run(clas, "call", "seine_et_marne", "2024-2025", cwd=place)
    run(clas, "departments", "new", "08", "ardennes", "Ardennes", cwd=place)
    made = "plugins/ardennes"
    run(sys.executable, "-m", "build", "--installer", "uv", "--wheel", "--outdir", "dist", made, cwd=place)
    (wheel,) = (place / "dist").glob("clas_ardennes-*.whl")
    run(commands / "pip", "install", "-q", wheel, cwd=place)
    run(clas, "departments", "check", "ardennes", cwd=place)
    run(commands / "python", "-c", "import clas_core.calculation.batch, polars", cwd=place)


def _names_of_departments() -> list[str]:
    """Return the names of the departments of this repository, as pages show them."""
    files = [file for plugin in PLUGINS for file in (ROOT / plugin).glob("clas_*/department.toml")]
    return [tomllib.loads(file.read_text(encoding="utf-8"))["name"] for file in files]


def try_service(commands: Path, scratch: Path) -> None:
    """Start the demonstration, ask it for a page and an amount, and stop it."""
    process = subprocess.Popen(
        [str(commands / "clas"), "demo", "--port", "8650"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=scratch / "elsewhere",
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        for _ in range(1000):
            try:
                home = urllib.request.urlopen(address, timeout=120).read().decode()
                break
            except OSError:
                time.sleep(0.1)
        else:
            sys.exit(f"{address} does not answer")
        for shown in (*_names_of_departments(), "Ardennes"):
            assert shown in home, shown
        request = urllib.request.Request(
            address + "api/v1/estimates",
            data=json.dumps(REQUEST).encode(),
            headers={"Content-Type": "application/json"},
        )
        answer = json.load(urllib.request.urlopen(request, timeout=120))
        assert answer["total"] == "3129.70", answer
        style = urllib.request.urlopen(address + "static/clas.css", timeout=120)
        assert style.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=120)
    assert status == 0, f"clas demo ended with {status}"


def main(scratch: Path) -> None:
    """Build, install, try; leave nothing behind."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        wheels = build(scratch)
        assert len(wheels) == len(DISTRIBUTIONS)
        commands = install(scratch, wheels)
        try_commands(commands, scratch)
        try_service(commands, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.stdout.write(f"{len(wheels)} wheels built, installed and tried\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) / "wheels-check")
