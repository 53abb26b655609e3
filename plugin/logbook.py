"""The log: one line for each thing that went wrong, without the values, which may be personal."""

from __future__ import annotations


class Log:
    """Writes lines by structlog.

    It is read when the first line is written: it brings rich with it, and every start would wait for both.
    """

    def warning(self, happening: str, **facts: object) -> None:
        """Note what went wrong and will be tried again."""
        import structlog

        structlog.get_logger().warning(happening, **facts)

    def error(self, happening: str, **facts: object) -> None:
        """Note what failed."""
        import structlog

        structlog.get_logger().error(happening, **facts)


log = Log()
