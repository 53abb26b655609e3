"""The post as the command prints it."""

from __future__ import annotations

from rich.markup import escape

from plugin.actions.postview import PostView
from plugin.model import Shop
from plugin.printing.tables import console, make_table
from plugin.words.post import MESSAGE_WORDS, say_posted
from plugin.words.reasons import say_moment


def print_post(shop: Shop, view: PostView) -> None:
    """Print how a shop's post stands, and its newest messages."""
    if not view.has_server:
        console.print("No mail server is set (SATHI_SMTP_URL): mail waits until there is one.")
    console.print(
        f"{view.waiting_count} wait, {view.sent_today_count} left today, "
        f"{view.ended_count} ended unsent in the last seven days."
    )
    for failure, count in view.held_up.items():
        console.print(f"{count} of those that wait: {escape(failure)}")
    console.print(
        f"{view.suppressed.opted_out_count} contacts have opted out, "
        f"{view.suppressed.bounced_count} bounced or complained."
    )
    console.print(f"At most {', '.join(view.rates)}." if view.rates else "There is no limit to the rate.")
    if view.latest:
        table = make_table("Written", "Medium", "Kind", "Person", "")
        for one in view.latest:
            table.add_row(
                say_moment(one.created_at_ms, shop), one.medium, MESSAGE_WORDS[one.kind], one.person_id,
                escape(say_posted(one, shop)),
            )  # fmt: skip
        console.print(table)
