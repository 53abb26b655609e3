"""The plugin's folder and the file that a merchant uploads."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from plugin import __version__
from tests.woocommerce.stage import play
from widgets.packing import PLUGIN, pack_plugin
from widgets.plugin_texts import find_texts, write_template


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A copy of the plugin's folder."""
    return Path(shutil.copytree(PLUGIN, tmp_path / "sathi"))


def test_it_is_php_in_every_file() -> None:
    files = sorted(PLUGIN.rglob("*.php"))
    complaints = [lint(path) for path in files]
    assert complaints == [""] * len(files)


def lint(path: Path) -> str:
    """Give what PHP has against a file."""
    done = subprocess.run(["php", "-l", path], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_it_opens_no_file_to_whoever_asks_for_it_by_its_address() -> None:
    for path in sorted(PLUGIN.rglob("*.php")):
        guarded = re.search(r"defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;", path.read_text())
        assert guarded or path.name == "editor.asset.php", path


def test_it_declares_orders_in_tables_and_blocks_to_be_fine() -> None:
    assert play("")["declared"] == {"custom_order_tables": True, "cart_checkout_blocks": True}


def test_it_says_one_version_everywhere() -> None:
    head, readme = (PLUGIN / "sathi.php").read_text(), (PLUGIN / "readme.txt").read_text()
    assert re.findall(r"Version: +(\S+)|Stable tag: (\S+)", head)[0][0] == __version__
    assert re.findall(r"Stable tag: (\S+)", readme) == [__version__]
    assert f"= {__version__} =" in readme
    for field in ("Requires at least", "Requires PHP"):
        both = [re.findall(rf"{field}: +(\S+)", text)[0] for text in (head, readme)]
        assert both[0] == both[1]


def test_it_packs_the_same_bytes_every_time(plugin: Path, tmp_path: Path) -> None:
    first = pack_plugin(plugin, tmp_path / "one.zip").read_bytes()
    for path in plugin.rglob("*"):
        path.touch()
        path.chmod(0o700)
    assert pack_plugin(plugin, tmp_path / "two.zip").read_bytes() == first


def test_it_packs_a_plugin_that_works(plugin: Path, tmp_path: Path) -> None:
    packed = pack_plugin(plugin, tmp_path / "sathi.zip")
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "store")
    assert {name.split("/")[0] for name in names} == {"sathi"}
    assert {"sathi/sathi.php", "sathi/readme.txt", "sathi/uninstall.php", "sathi/languages/sathi.pot"} <= set(
        names
    )
    assert "/w.js" in play("print_page_scripts();", plugin=tmp_path / "store" / "sathi")["printed"]


@pytest.mark.parametrize("name", [".env", "notes.md", "includes/.DS_Store", "backup.php~", ".git/config.php"])
def test_it_refuses_what_must_not_reach_a_merchant(plugin: Path, tmp_path: Path, name: str) -> None:
    (plugin / name).parent.mkdir(exist_ok=True)
    (plugin / name).write_text("secret")
    with pytest.raises(ValueError, match=re.escape(name.rpartition("/")[2])):
        pack_plugin(plugin, tmp_path / "sathi.zip")


# Texts


def test_it_offers_translators_the_texts_as_they_are_now() -> None:
    assert (PLUGIN / "languages" / "sathi.pot").read_bytes() == write_template(PLUGIN), "python3 run.py build"


def test_it_has_every_text_translated() -> None:
    found = {text.text for text in find_texts(PLUGIN)}
    called = [
        call
        for path in sorted(PLUGIN.rglob("*.php"))
        for call in re.findall(r"__\(\s*(.+)", path.read_text())
        if not path.name.startswith("class-settings.php")
    ]
    assert len(called) > 20
    for call in called:
        text = re.match(r"'((?:[^'\\]|\\.)*)', 'sathi'", call)
        assert text, f"{call}: a text to translate is one plain text of the domain sathi"
        assert text[1] in found


def test_it_tells_translators_what_a_placeholder_stands_for() -> None:
    bare = [text.text for text in find_texts(PLUGIN) if "%" in text.text and not text.remark]
    assert bare == []
