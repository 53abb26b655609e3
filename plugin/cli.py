"""The command: `sathi`."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from plugin.commands.opening import Sentences

# The words of each module in plugin/commands. Only that of the word that is typed is read: a server that
# starts need not know how partners are paid.
WORDS = {
    "house": ("migrate", "run", "work", "scribe"),
    "users": ("init", "user"),
    "backups": ("backup", "restore"),
    "doctor": ("doctor",),
    "demo": ("demo",),
    "shops": ("shop", "secret", "program", "desk", "exports"),
    "settings_files": ("export", "apply"),
    "orders": ("decide", "trace", "correct", "replay", "dead-letters", "import-orders"),
    "customers": ("import-customers",),
    "codes": ("import-codes",),
    "apps": ("app",),
    "mail": ("mail",),
    "whatsapp": ("whatsapp",),
    "campaigns": ("campaigns", "campaign", "invite", "why"),
    "people": ("ban", "opt-out", "code"),
    "partners": ("partner",),
    "influencers": ("influencer", "advocates"),
    "commission": ("terms", "statements", "payouts"),
    "rewards": ("referrals", "review", "rewards", "reward", "audit", "fraud"),
    "stores": ("connect", "disconnect", "reconcile", "stock", "effects"),
}
PLACES = {word: module for module, words in WORDS.items() for word in words}


class Words(Sentences):
    """The commands by their words, each read when it is asked for."""

    def get_command(self, context: click.Context, word: str) -> click.Command | None:
        """Give the command of a word; None where there is none."""
        if word not in PLACES:
            return None
        there = vars(import_module(f"plugin.commands.{PLACES[word]}")).values()
        return next(one for one in there if isinstance(one, click.Command) and one.name == word)


@click.group(cls=Words, commands=dict.fromkeys(PLACES, click.Command(None)))  # only the words are read
@click.version_option(package_name="sathi")
def main() -> None:
    """Sathi: asks buyers to bring their friends, and keeps count."""


if __name__ == "__main__":
    sys.exit(main())
