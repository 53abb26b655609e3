"""What all tests share: the real payloads, where they lie beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

PAYLOADS = Path(__file__).resolve().parents[2] / "shared" / "payloads"
ABSENT = f"the real webhook bodies are not at {PAYLOADS}"


@pytest.fixture(scope="session")
def payloads() -> Path:
    """The folder of real webhook bodies; a test that needs it is skipped loudly where it is absent."""
    if not PAYLOADS.is_dir():
        pytest.skip(ABSENT)
    return PAYLOADS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in red how many tests could not run because the real bodies are absent."""
    skipped = [report for report in terminalreporter.getreports("skipped") if ABSENT in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"NOT TESTED: {len(skipped)} tests, because {ABSENT}.", red=True, bold=True
        )
