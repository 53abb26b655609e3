"""The house's own rules: what a reviewer would otherwise have to look for by eye."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from babel.util import pathmatch

from widgets.desk_words import ERRORS, SEEN_WIDGETS, UNSEEN, extract

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = ("plugin", "webhooks", "widgets")
TOP_LEVEL = {
    *("plugin", "static", "tests", "webhooks", "widgets", "docs"),
    *("run.py", "setup.cfg", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"),
    *(".ci", ".git", ".gitattributes", ".gitignore"),
}
TOOLS = {"widgets.build", "widgets.shopify_build", "widgets.words"}  # runs beside the house, never inside it
LAW_BREAKERS = {"environ", "getenv", "monotonic", "now", "perf_counter", "today", "urandom", "utcnow"}
# Every call outside goes through one of these.
WAYS_OUT = {"plugin.effects.smtp", "plugin.effects.outgoing", "plugin.effects.looking"}
NETWORK = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "urllib.request", "urllib3"}
FATEFUL = {"commit", "request", "_hand_over"}  # a commit, a call by requests, a mail to its server
PRIVATE = {"address", "body", "email", "ip", "name", "phone", "proof", "secret", "signature", "token"}
LOGGING = {"debug", "info", "warning", "error", "exception", "critical"}


def our_files(*endings: str, rooms: tuple[str, ...] = (*ROOMS, "tests")) -> Iterator[Path]:
    """Give every file that somebody wrote by hand."""
    for room in rooms:
        for path in sorted((HOUSE / room).rglob("*")):
            if path.suffix in endings and "node_modules" not in path.parts:
                yield path
    if ".py" in endings and "tests" in rooms:
        yield HOUSE / "run.py"


def name_module(path: Path) -> str:
    """Give a file's name as Python imports it."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def nodes(path: Path) -> Iterator[ast.AST]:
    """Give every node of a file's syntax tree."""
    yield from ast.walk(ast.parse(path.read_text(), str(path)))


def place(path: Path, line: int) -> str:
    """Write a place as an editor opens it."""
    return f"{path.relative_to(HOUSE)}:{line}"


@pytest.fixture(scope="module")
def contracts() -> configparser.RawConfigParser:
    """setup.cfg, where import-linter's contracts are."""
    settings = configparser.RawConfigParser()
    settings.read(HOUSE / "setup.cfg")
    return settings


def test_it_keeps_files_short() -> None:
    files = our_files(".py", ".js", ".css", ".html", ".sql")
    long = [place(path, lines) for path in files if (lines := path.read_text().count("\n")) >= 400]
    assert not long, long


def test_it_keeps_the_top_level_as_designed() -> None:
    ignored = [line.strip("/") for line in (HOUSE / ".gitignore").read_text().split()]
    names = {path.name for path in HOUSE.iterdir()}
    assert {name for name in names - TOP_LEVEL if not any(fnmatch(name, each) for each in ignored)} == set()


def test_it_gives_every_module_a_floor(contracts: configparser.RawConfigParser) -> None:
    floors = re.split(r"[\s:|]+", contracts["importlinter:contract:floors"]["layers"].strip())
    modules = {name_module(path) for path in our_files(".py", rooms=ROOMS)} - {*ROOMS, *TOOLS}
    homeless = {m for m in modules if not any(f"{m}.".startswith(f"{floor}.") for floor in floors)}
    homeless -= {floor.rpartition(".")[0] for floor in floors}  # folders of rooms with floors
    assert not homeless, f"setup.cfg's contracts name no floor for {homeless}"


def test_it_keeps_the_lower_floors_pure(contracts: configparser.RawConfigParser) -> None:
    lawful = contracts["importlinter:contract:law"]["source_modules"].split()
    for path in our_files(".py", rooms=ROOMS):
        if any(f"{name_module(path)}.".startswith(f"{each}.") for each in lawful):
            used = [node for node in nodes(path) if isinstance(node, ast.Attribute)]
            assert [place(path, node.lineno) for node in used if node.attr in LAW_BREAKERS] == []


def test_it_says_what_every_public_function_does() -> None:
    mute = []
    for path in our_files(".py", rooms=ROOMS):
        for node in ast.parse(path.read_text()).body:
            inside = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else []
            mute += [place(path, each.lineno) for each in (node, *inside) if is_mute(each)]
    assert not mute, mute


def is_mute(node: ast.stmt) -> bool:
    """Say whether a public class or function lacks a docstring; a property's name is its own."""
    if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
        return False
    return not ast.get_docstring(node) and not any("property" in ast.unparse(d) for d in node.decorator_list)


def test_it_gives_a_reason_beside_every_exemption() -> None:
    bare = re.compile(r"#\s*(noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?|type:\s*ignore(\[[\w, -]+\])?)\s*$")
    for path in our_files(".py"):
        lines = enumerate(path.read_text().splitlines(), 1)
        assert [place(path, number) for number, line in lines if bare.search(line)] == []


def test_it_logs_nothing_private() -> None:
    for path in our_files(".py", rooms=ROOMS):
        for node in nodes(path):
            match node:
                case ast.Call(func=ast.Attribute(attr=level), keywords=words) if level in LOGGING:
                    assert {word.arg for word in words} & PRIVATE == set(), place(path, node.lineno)


def test_it_has_three_ways_out() -> None:
    for path in our_files(".py", rooms=ROOMS):
        if name_module(path) not in WAYS_OUT | TOOLS:
            assert [place(path, line) for line, name in imports(path) if name in NETWORK] == []


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Give every module that a file imports, and the line."""
    for node in nodes(path):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield node.lineno, module


def test_it_has_a_failpoint_before_and_after_every_commit_and_call_outside() -> None:
    bare, found = [], 0
    for path in our_files(".py", rooms=ROOMS):
        for node in nodes(path):
            calls = sorted(own_calls(node)) if isinstance(node, ast.FunctionDef | ast.Module) else []
            reached = [line for line, name in calls if name in ("reach", "reach_commit")]
            fateful = [line for line, name in calls if name in FATEFUL]
            found += len(fateful)
            bare += [place(path, at) for at in fateful if not (reached and reached[0] < at < reached[-1])]
    assert not bare, bare
    assert found >= 4, "the rule must know both databases, HTTP and mail"


def own_calls(scope: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and name of every method and failpoint that a function calls, not those inside inner ones."""
    for node in ast.iter_child_nodes(scope):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                continue
            case ast.Call(args=[ast.Constant(value=str(word))], func=ast.Attribute(attr="execute")):
                yield node.lineno, word
            case (
                ast.Call(func=ast.Attribute(attr=name))
                | ast.Call(func=ast.Name(id=("reach" | "reach_commit") as name))
            ):
                yield node.lineno, name
        yield from own_calls(node)


def test_it_raises_at_the_desk_only_what_every_language_can_say() -> None:
    words: set[object] = {message.id for message in extract()}
    seen = [HOUSE / "widgets" / name for name in SEEN_WIDGETS]
    for path in our_files(".py", rooms=("plugin",)):
        inside = path.relative_to(HOUSE / "plugin").as_posix()
        seen += [] if any(pathmatch(pattern, inside) for pattern in UNSEEN) else [path]
    for path in seen:
        for node in nodes(path):
            match node:
                case ast.Call(func=ast.Name(id=name), args=told) if name in ERRORS:
                    sentence = told[(ERRORS[name] or (1,))[0] - 1]
                    assert can_be_said(sentence, path, words), place(path, node.lineno)


def can_be_said(sentence: ast.expr, path: Path, words: set[object]) -> bool:
    """Say whether a sentence stands in the catalogs as it is: no f-string, nothing glued together."""
    match sentence:
        case ast.Constant(value=value):
            return value in words
        case ast.Attribute(attr="sentence"):
            return True
        case (
            ast.Name(id=name)
            | ast.Subscript(value=ast.Name(id=name))
            | ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"))
        ):
            return all(is_marked(node) for node in nodes(path) if name in assigned_names(node))
    return False


def assigned_names(node: ast.AST) -> set[str]:
    """Give the names that a statement assigns to."""
    match node:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}
    return set()


def is_marked(node: ast.AST) -> bool:
    """Say whether the sentences that a statement assigns are marked for the catalogs, and whole."""
    source = ast.unparse(node)
    is_whole = not any(isinstance(each, ast.JoinedStr) for each in ast.walk(node))
    return is_whole and ("mark(" in source or "_(" in source or " " not in "".join(strings(node)))


def strings(node: ast.AST) -> Iterator[str]:
    """Give every text that stands in a piece of code."""
    for each in ast.walk(node):
        match each:
            case ast.Constant(value=str(text)):
                yield text


def test_it_neither_sleeps_nor_skips_nor_patches_in_tests() -> None:
    forbidden = re.compile(
        r"time\.sleep\(|wait_for_timeout\(|pytest\.mark\.(skip|xfail)\b|"
        r"(?:patch|setattr)\(\s*[\"'](plugin|webhooks|widgets)\b"
    )
    for path in our_files(".py", rooms=("tests",)):
        # The bench is no test: it lets a page rest before it reads what it cost.
        if path == Path(__file__) or "bench" in path.parts:
            continue
        lines = enumerate(path.read_text().splitlines(), 1)
        assert [place(path, number) for number, line in lines if forbidden.search(line)] == []
