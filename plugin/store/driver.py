"""The one SQLite of the process: the module that sqlite-utils itself chose.

sqlite-utils silently prefers pysqlite3 where that is installed, and two copies of SQLite on one file in one
process lose committed rows. So everybody imports it from here, and a lint rule forbids any other way.
"""

from sqlite_utils.utils import sqlite3

__all__ = ["sqlite3"]
