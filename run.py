#!/usr/bin/env python3
"""The way in: makes what Sathi needs, then shows it, tests it, builds it or measures it.

python3 run.py                  the demo: Sathi and the store Chai House, for this machine only
python3 run.py test [...]       lint and every test; further words go to pytest
python3 run.py lint             style, types and floors
python3 run.py build            what the browser gets, the catalogs of texts, the WooCommerce plugin's zip
python3 run.py words            brings the catalogs of texts up to date and says what they miss
python3 run.py pictures [en..]  every surface in every language, and the desk, photographed into docs/pictures
python3 run.py bench [--quick]  the figures that must hold

Standard library only: this runs before anything is installed.
"""

import configparser
import hashlib
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import venv
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets a sentence, not a traceback
    sys.exit(f"Sathi needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
if os.name != "posix":
    sys.exit("Sathi runs on Linux and macOS; on Windows, run it inside WSL.")

HOUSE = Path(__file__).resolve().parent
VENV = HOUSE / ".venv"
PYTHON = str(VENV / "bin" / "python")
PACKAGES = {"demo": ".", "all": ".[postgres,test]"}
PUBLIC_INDEX = "https://pypi.org/simple"
STOP_S = 30


def main(asked: list[str]) -> int:
    """Do what the words ask and give the exit code."""
    verb, rest = (asked[0], asked[1:]) if asked else ("demo", [])
    verbs = {
        "demo": show_demo, "test": test, "lint": lint, "build": build, "words": words, "pictures": pictures,
        "bench": bench,
    }  # fmt: skip
    if verb not in verbs:
        print(__doc__)
        return 0 if verb in ("help", "-h", "--help") else 2
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        return verbs[verb](rest)
    except KeyboardInterrupt:
        return 130


def show_demo(rest: list[str]) -> int:
    """Start Sathi and Chai House until Ctrl-C."""
    if rest:
        sys.exit("The demo takes no further words.")
    make_environment("demo")
    return run(PYTHON, "-m", "tests.chai_house.demo")


def test(rest: list[str]) -> int:
    """Run lint, then every test, in real browsers and on both databases."""
    make_environment("all")
    find_chromium()
    find_program("php", package="php-cli")
    say("Testing: lint first, then everything in tests/.")
    return lint([]) or run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile", *rest)


def lint(rest: list[str]) -> int:
    """Check style, types and floors."""
    make_environment("all")
    checks = (
        (PYTHON, "-m", "ruff", "check", *rest),
        (PYTHON, "-m", "mypy", *rest),
        (str(VENV / "bin" / "lint-imports"), "--no-logo"),
    )
    return max(run(*check) for check in checks)


def build(rest: list[str]) -> int:
    """Compile the catalogs, build static/ and the Shopify extension, and pack the WooCommerce plugin."""
    make_environment("all")
    shoppers = (PYTHON, "-m", "babel.messages.frontend", "compile", "-d", "widgets/locale", "-D", "sathi")
    merchants = (PYTHON, "-m", "widgets.desk_words", "compile")
    window, shopify = (PYTHON, "-m", "widgets.build", *rest), (PYTHON, "-m", "widgets.shopify_build")
    catalogs = run(*shoppers) or run(*merchants)
    return catalogs or run(*window) or run(*shopify) or run(PYTHON, "-m", "widgets.packing")


def words(rest: list[str]) -> int:
    """Bring the catalogs of the shoppers' and the merchants' words up to date and say what they miss."""
    make_environment("all")
    return max(run(PYTHON, "-m", f"widgets.{words}", *rest) for words in ("words", "desk_words"))


def pictures(rest: list[str]) -> int:
    """Photograph every surface in every language and the desk, or what is named, into docs/pictures."""
    make_environment("all")
    find_chromium()
    return run(PYTHON, "-m", "tests.browser.pictures", *rest)


def bench(rest: list[str]) -> int:
    """Measure the figures that must hold, print the table and write build/bench.json."""
    make_environment("all")
    find_program("wrk", package="wrk")
    return run(PYTHON, "-m", "tests.bench", *rest)


def say(line: str) -> None:
    """Tell the person what is going on."""
    print(line, flush=True)


# Programs


def run(*command: str) -> int:
    """Run one command in a process group of its own, which ends with it, and give its exit code."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    child = subprocess.Popen(command, cwd=HOUSE, env=environment, start_new_session=True)
    try:
        code = _wait(child)
    finally:
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return code if code >= 0 else 128 - code


def _wait(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.send_signal(signal.SIGINT)  # it stops its own children, in its own order
    try:
        return child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        return 130


def find_chromium() -> str:
    """Give the path of a Chromium, with fonts for every language, installing both where that is possible."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = next(filter(None, map(shutil.which, names)), None)
    if not _writes_bengali():
        install_from_debian("fonts-noto-core")
    return found or find_program("chromium", package="chromium")


def find_program(name: str, *, package: str) -> str:
    """Give the path of a program, installing its Debian package where it is missing."""
    if not shutil.which(name):
        install_from_debian(package)
    return shutil.which(name) or sys.exit(f"The package {package} is installed but brought no {name}.")


def install_from_debian(package: str) -> None:
    """Install a Debian package, or say in one sentence what the person has to do."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    advice = f"Please install {package} (on Debian: apt-get install {package}), then run this again."
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        sys.exit(advice)
    say(f"Installing {package} (once).")
    if run(*apt, "update") or run(*apt, "install", "-y", "--no-install-recommends", package):
        sys.exit(advice)


def _writes_bengali() -> bool:
    lister = shutil.which("fc-list")
    if not lister:  # macOS brings the fonts; on Debian, Chromium brings fc-list
        return not shutil.which("apt-get")
    return bool(subprocess.run([lister, ":lang=bn"], capture_output=True, check=False).stdout)


# The environment


def make_environment(kind: str) -> None:
    """Make .venv with everything that this kind of run needs, unless it is ready."""
    recipe = _recipe()
    ready = {path.stem: path.read_text() for path in VENV.glob("*.ready")}
    if recipe in (ready.get(kind), ready.get("all")):
        return
    if not _has_pip():
        say("Making a virtual environment in .venv (once).")
        venv.create(VENV, clear=True, symlinks=True)
        install_pip()
    say("Installing packages into .venv (once, about a minute).")
    if run(PYTHON, "-m", "pip", "install", "-qq", "--editable", PACKAGES[kind]):
        sys.exit("The packages could not be installed; pip says above why.")
    (VENV / f"{kind}.ready").write_text(recipe)


def _recipe() -> str:
    texts = [(HOUSE / name).read_text() for name in ("setup.cfg", "pyproject.toml")]
    return hashlib.sha256("\n".join([str(VENV), sys.version, *texts]).encode()).hexdigest()


def _has_pip() -> bool:
    check = f"import pip, sys; sys.exit(sys.version != {sys.version!r})"
    try:
        return subprocess.run([PYTHON, "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install_pip() -> None:
    """Put pip into .venv: Python's own copy, else with the pip at hand, else from the package index."""
    ways = (
        [PYTHON, "-m", "ensurepip", "--default-pip"],
        [sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip"],
    )
    for way in ways:
        if subprocess.run(way, capture_output=True, check=False).returncode == 0 and _has_pip():
            return
    say("This Python has no pip: fetching it.")
    wheel = fetch_pip(find_index(), VENV)
    if run(PYTHON, f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)):
        sys.exit("pip could not be installed into .venv; it says above why.")


# pip without pip


def find_index() -> str:
    """Give the package index that pip itself would ask, by its environment and configuration files."""
    return _pip_setting("index-url") or PUBLIC_INDEX


def fetch_pip(index: str, folder: Path) -> Path:
    """Fetch the newest pip that runs here into `folder`, checked against the index's sha256."""
    page = f"{index.rstrip('/')}/pip/"
    links = _Links()
    links.feed(_fetch(page).decode())
    if not links.wheels:
        sys.exit(f"The package index {index} offers no pip for this Python; please install pip.")
    _, address, sha256 = max(links.wheels)
    wheel = folder / address.rpartition("/")[2]
    wheel.write_bytes(_fetch(urljoin(page, address)))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
        wheel.unlink()
        sys.exit(f"{index} gave another pip than it promised (the sha256 differs); nothing was installed.")
    return wheel


class _Links(HTMLParser):
    """Collects the wheels of pip on a page of a simple package index."""

    def __init__(self) -> None:
        super().__init__()
        self.wheels: list[tuple[tuple[int, ...], str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs)
        address, promise = urldefrag(link.get("href") or "")
        named = re.search(r"/pip-(\d+(?:\.\d+)*)-py3-none-any\.whl\Z", f"/{address}")
        needs = re.search(r">=\s*3\.(\d+)", link.get("data-requires-python") or "")
        fits = "data-yanked" not in link and (not needs or int(needs[1]) <= sys.version_info[1])
        if tag == "a" and named and fits and promise.startswith("sha256="):
            version = tuple(map(int, named[1].split(".")))
            self.wheels.append((version, address, promise.removeprefix("sha256=")))


def _fetch(address: str) -> bytes:
    if address.startswith("file:") and address.endswith("/"):
        address += "index.html"
    context = ssl.create_default_context(cafile=_pip_setting("cert") or None)
    try:
        with urllib.request.urlopen(address, timeout=60, context=context) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError) as error:
        sys.exit(f"The package index did not answer at {address}: {error}.")


def _pip_setting(name: str) -> str:
    home = Path.home()
    places = (Path("/etc/xdg/pip"), Path("/etc"), home / ".pip", home / ".config/pip")
    settings = configparser.RawConfigParser()
    settings.read(place / "pip.conf" for place in places)
    settings.read(os.environ.get("PIP_CONFIG_FILE", os.devnull))
    given = settings.get("install", name, fallback="") or settings.get("global", name, fallback="")
    return os.environ.get("PIP_" + name.upper().replace("-", "_")) or given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
