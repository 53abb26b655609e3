"""Pack the WooCommerce plugin into the one file that a merchant uploads: build/sathi-woocommerce.zip.

Run by `python3 run.py build`. The same sources give the same bytes on every machine: files are sorted, carry
no time of theirs, and are stored as they are, since compressors differ.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from widgets.plugin_texts import write_template

PLUGIN = Path(__file__).resolve().parent / "woocommerce" / "sathi"
PACKED = Path(__file__).resolve().parents[1] / "build" / "sathi-woocommerce.zip"
KINDS = {".php", ".js", ".json", ".pot", ".txt"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def pack_plugin(plugin: Path = PLUGIN, packed: Path = PACKED) -> Path:
    """Write the template of the plugin's texts, then pack the folder, and give the file.

    Takes the plugin's folder and the file to write. Raises ValueError for a file that has no business there.
    """
    (plugin / "languages" / f"{plugin.name}.pot").write_bytes(write_template(plugin))
    files = choose_files(plugin)
    packed.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(packed, "w") as archive:
        for path in files:
            entry = ZipInfo(path.relative_to(plugin.parent).as_posix(), _LONG_AGO)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3
            archive.writestr(entry, path.read_bytes())
    return packed


def choose_files(plugin: Path) -> list[Path]:
    """Give the plugin's files in order; raises ValueError for one that must not reach a merchant's server."""
    files = sorted(path for path in plugin.rglob("*") if not path.is_dir())
    for path in files:
        hidden = any(part.startswith(".") for part in path.relative_to(plugin).parts)
        if hidden or path.is_symlink() or path.suffix not in KINDS:
            raise ValueError(f"{path} does not belong into the plugin; move it away, then build again.")
    return files


if __name__ == "__main__":
    try:
        pack_plugin()
    except ValueError as error:
        sys.exit(str(error))
