"""What a merchant installs: the wheel, in an environment that has nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
import requests
from urllib3.util import Retry

from tests.ports import find_port

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("plugin", "static", "webhooks", "widgets")
PARTS = (*ROOMS, "setup.cfg", "pyproject.toml", "README.md", "LICENSE")
SHIPPED = {".br", ".css", ".gz", ".html", ".js", ".mo", ".py", ".sql", ".svg", ".ttf", ".txt"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a new environment into which the built wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (HOUSE / part).is_dir() else shutil.copy2
        copy(HOUSE / part, source / part)
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    venv.create(folder / "empty", symlinks=True)
    programs = folder / "empty" / "bin"
    [wheel] = folder.glob("sathi-*.whl")
    pip(str(programs / "python"), "install", str(wheel))
    return programs


def pip(python: str, *words: str) -> None:
    """Run pip for an environment that has no pip of its own."""
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "--quiet", *words], check=True)


def test_it_serves_the_loader_without_any_settings(installed: Path, tmp_path: Path) -> None:
    port = str(find_port())
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("SATHI_", "PYTHON"))}
    server = subprocess.Popen([installed / "sathi", "run", "--port", port], cwd=tmp_path, env=clean)
    try:
        with requests.Session() as browser:
            patient = Retry(total=300, backoff_factor=0.1, backoff_max=0.2)
            browser.mount("http://", requests.adapters.HTTPAdapter(max_retries=patient))
            assert browser.get(f"http://127.0.0.1:{port}/healthz", timeout=10).status_code == 200
            loader = browser.get(f"http://127.0.0.1:{port}/w.js", timeout=10)
        assert loader.status_code == 200
        assert loader.headers["Content-Type"].startswith("text/javascript")
        assert len(loader.content) > 1000
    finally:
        server.terminate()
        server.wait(30)
    assert server.returncode == 0


def test_it_brings_everything_that_is_not_python(installed: Path) -> None:
    [packages] = installed.parent.glob("lib/python*/site-packages")
    ours = [path for room in ROOMS for path in (HOUSE / room).rglob("*") if path.suffix in SHIPPED]
    # Built into static/, or packed for a store by run.py: no part of the house that runs.
    apart = {HOUSE / "widgets" / name for name in ("src", "shopify", "woocommerce")}
    wanted = [path for path in ours if not apart & set(path.parents)]
    assert [path for path in wanted if not (packages / path.relative_to(HOUSE)).is_file()] == []
