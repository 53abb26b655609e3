"""What each mail provider's words mean, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.errors import Unreadable
from webhooks.bounces import READERS, NoticeKind, read_brevo, read_postmark, read_ses

ASHA = "asha@example.test"


def ses(**changes: Any) -> dict[str, Any]:
    """Make a notification of Amazon SES."""
    bounced = [{"emailAddress": f"Asha <{ASHA}>", "status": "5.1.1"}, {"emailAddress": "farid@example.test"}]
    bounce = {"bounceType": "Permanent", "feedbackId": "f", "bouncedRecipients": bounced}
    return {"notificationType": "Bounce", "bounce": bounce, "mail": {"messageId": "m"}} | changes


def complaint(kind: str | None) -> dict[str, Any]:
    """Make a complaint of Amazon SES."""
    told = {
        "complainedRecipients": [{"emailAddress": ASHA}],
        "feedbackId": "f",
        "complaintFeedbackType": kind,
    }
    return {"eventType": "Complaint", "complaint": told}


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (ses(), ["hard", "hard"]),
        (ses(bounce={"bounceType": "Transient", "feedbackId": "f", "bouncedRecipients": []}), []),
        (ses(bounce={**ses()["bounce"], "bounceType": "Undetermined"}), ["soft", "soft"]),
        (ses(notificationType="", eventType="Bounce"), ["hard", "hard"]),
        (complaint("abuse"), ["complaint"]), (complaint(None), ["complaint"]), (complaint("not-spam"), []),
        ({"notificationType": "Delivery", "delivery": {}}, []), ({}, []),
    ],
)  # fmt: skip
def test_it_reads_amazon(body: dict[str, Any], kinds: list[NoticeKind]) -> None:
    notices = read_ses(body)
    assert [one.kind for one in notices] == kinds
    assert [one.email for one in notices] == [ASHA, "farid@example.test"][: len(kinds)]
    assert len({one.notice_ref for one in notices}) == len(notices)


@pytest.mark.parametrize(
    ("record", "type_", "kinds"),
    [
        ("Bounce", "HardBounce", ["hard"]), ("Bounce", "BadEmailAddress", ["hard"]),
        ("Bounce", "Transient", ["soft"]), ("Bounce", "SoftBounce", ["soft"]),
        ("Bounce", "DnsError", ["soft"]), ("Bounce", "Blocked", ["soft"]),
        ("Bounce", "Unsubscribe", ["out"]), ("Bounce", "AutoResponder", []), ("Bounce", "Subscribe", []),
        ("SpamComplaint", "SpamComplaint", ["complaint"]), ("Open", "", []), ("Delivery", "", []),
    ],
)  # fmt: skip
def test_it_reads_postmark(record: str, type_: str, kinds: list[NoticeKind]) -> None:
    body = {"RecordType": record, "Type": type_, "ID": 4323372036854775807, "Email": ASHA, "MessageID": "m"}
    assert [(one.kind, one.email) for one in read_postmark(body)] == [(kind, ASHA) for kind in kinds]


@pytest.mark.parametrize(
    ("suppressed", "reason", "kinds"),
    [(True, "ManualSuppression", ["out"]), (True, "HardBounce", []), (False, None, [])],
)
def test_it_reads_postmarks_unsubscribing(
    suppressed: bool, reason: str | None, kinds: list[NoticeKind]
) -> None:
    body = {
        "RecordType": "SubscriptionChange", "Recipient": ASHA, "SuppressSending": suppressed,
        "SuppressionReason": reason, "ChangedAt": "2026-11-22T03:30:00Z", "MessageID": "m",
    }  # fmt: skip
    assert [one.kind for one in read_postmark(body)] == kinds


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        ("hard_bounce", ["hard"]), ("invalid_email", ["hard"]), ("soft_bounce", ["soft"]),
        ("blocked", ["soft"]), ("spam", ["complaint"]), ("complaint", ["complaint"]),
        ("unsubscribed", ["out"]), ("delivered", []), ("deferred", []), ("unique_opened", []),
    ],
)  # fmt: skip
def test_it_reads_brevo(event: str, kinds: list[NoticeKind]) -> None:
    body = {"event": event, "email": ASHA, "id": 9, "message-id": "<m@x>", "ts_event": 1, "tag": None}
    assert [one.kind for one in read_brevo(body)] == kinds


@pytest.mark.parametrize("provider", READERS)
@pytest.mark.parametrize("body", [[], "text", None, 1, {"event": 1, "RecordType": 1, "notificationType": 1}])
def test_it_refuses_what_no_provider_sends(provider: str, body: object) -> None:
    with pytest.raises(Unreadable):
        READERS[provider](body)


def test_it_leaves_out_what_is_no_address() -> None:
    assert read_brevo({"event": "hard_bounce", "email": "not an address"}) == ()
