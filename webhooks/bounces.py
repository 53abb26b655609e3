"""What mail providers say came back, in the house's words: pure readers, one for each provider.

A reader takes the parsed body of a request that is known to be genuine, and gives what there is to note. What
it says beside that (opened, delivered, deferred) is left out: it is answered like the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from plugin.domain.people import same_email
from plugin.errors import Unreadable
from plugin.model import Struct

MOST_RECIPIENTS = 100

NoticeKind = Literal["hard", "soft", "complaint", "out"]
Email = Annotated[str, msgspec.Meta(max_length=320)]
Ref = Annotated[str, msgspec.Meta(max_length=256)]


class Notice(Struct):
    """One thing that came back: who it is about, and what tells it from any other of this provider."""

    kind: NoticeKind
    email: str
    notice_ref: str


# The generic webhook, docs/mail.md


class SentNotice(msgspec.Struct, frozen=True):
    """The body of the generic webhook."""

    type: Literal["message.bounced", "message.complained", "message.opted_out"]
    email: Email
    bounce: Literal["hard", "soft"] = "hard"
    message_id: Ref = ""


SIGNED_KINDS: Mapping[str, NoticeKind] = {"message.complained": "complaint", "message.opted_out": "out"}


def read_signed(body: object, webhook_id: str) -> tuple[Notice, ...]:
    """Read the generic webhook; raises Unreadable where it is none, or names no address."""
    sent = _convert(body, SentNotice)
    notice = _note(SIGNED_KINDS.get(sent.type, sent.bounce), sent.email, webhook_id)
    if not notice:
        raise Unreadable("email is not an e-mail address.")
    return notice


# Amazon SES: the message of a notification, docs.aws.amazon.com/ses "notification contents"


class SesRecipient(msgspec.Struct, frozen=True, rename="camel"):
    """One address of a notification."""

    email_address: Email


Recipients = Annotated[tuple[SesRecipient, ...], msgspec.Meta(max_length=MOST_RECIPIENTS)]


class SesBounce(msgspec.Struct, frozen=True, rename="camel"):
    """What bounced."""

    bounce_type: str
    bounced_recipients: Recipients
    feedback_id: Ref


class SesComplaint(msgspec.Struct, frozen=True, rename="camel"):
    """Who complained; a mailbox that says "not-spam" takes it back."""

    complained_recipients: Recipients
    feedback_id: Ref
    complaint_feedback_type: str | None = None


class SesMessage(msgspec.Struct, frozen=True, rename="camel"):
    """One notification; a configuration set calls its kind `eventType`, an identity `notificationType`."""

    notification_type: str = ""
    event_type: str = ""
    bounce: SesBounce | None = None
    complaint: SesComplaint | None = None


def read_ses(body: object) -> tuple[Notice, ...]:
    """Read what Amazon SES says; raises Unreadable where it is not what SES says."""
    sent = _convert(body, SesMessage)
    match sent.notification_type or sent.event_type, sent.bounce, sent.complaint:
        case "Bounce", SesBounce() as bounce, _:
            kind: NoticeKind = "hard" if bounce.bounce_type == "Permanent" else "soft"
            return _note_all(kind, bounce.bounced_recipients, bounce.feedback_id)
        case "Complaint", _, SesComplaint(complaint_feedback_type=said) as complaint if said != "not-spam":
            return _note_all("complaint", complaint.complained_recipients, complaint.feedback_id)
    return ()


def _note_all(kind: NoticeKind, recipients: Recipients, ref: str) -> tuple[Notice, ...]:
    return tuple(
        notice for each in recipients for notice in _note(kind, parseaddr(each.email_address)[1], ref)
    )


# Postmark: postmarkapp.com/developer/webhooks "bounce", "spam complaint", "subscription change"


class PostmarkEvent(msgspec.Struct, frozen=True, rename="pascal"):
    """One event; a subscription change calls its address `Recipient`."""

    record_type: str = ""
    type: str = ""
    email: Email = ""
    recipient: Email = ""
    message_id: Ref = msgspec.field(default="", name="MessageID")
    id: int = msgspec.field(default=0, name="ID")
    changed_at: Ref = ""
    suppress_sending: bool = False
    suppression_reason: str | None = None


POSTMARK_BOUNCES: Mapping[str, NoticeKind] = {
    "HardBounce": "hard", "BadEmailAddress": "hard",
    "Transient": "soft", "SoftBounce": "soft", "DnsError": "soft", "Blocked": "soft",
    "SpamComplaint": "complaint", "Unsubscribe": "out",
}  # fmt: skip


def read_postmark(body: object) -> tuple[Notice, ...]:
    """Read one event of Postmark; raises Unreadable where it is none."""
    sent = _convert(body, PostmarkEvent)
    match sent.record_type:
        case "Bounce" | "SpamComplaint" if kind := POSTMARK_BOUNCES.get(sent.type):
            return _note(kind, sent.email, f"{sent.id}")
        case "SubscriptionChange" if sent.suppress_sending and sent.suppression_reason == "ManualSuppression":
            return _note("out", sent.recipient, f"{sent.message_id} {sent.changed_at}")
    return ()


# Brevo: developers.brevo.com/docs/transactional-webhooks


class BrevoEvent(msgspec.Struct, frozen=True):
    """One event; `id` is the webhook's own number, the same in all."""

    event: str
    email: Email = ""
    message_id: Ref = msgspec.field(default="", name="message-id")
    ts_event: int = 0


BREVO_KINDS: Mapping[str, NoticeKind] = {
    "hard_bounce": "hard", "invalid_email": "hard", "invalid": "hard",
    "soft_bounce": "soft", "blocked": "soft",
    "spam": "complaint", "complaint": "complaint", "unsubscribed": "out",
}  # fmt: skip


def read_brevo(body: object) -> tuple[Notice, ...]:
    """Read one event of Brevo; raises Unreadable where it is none."""
    sent = _convert(body, BrevoEvent)
    kind = BREVO_KINDS.get(sent.event)
    return _note(kind, sent.email, f"{sent.event} {sent.message_id} {sent.ts_event}") if kind else ()


READERS: Mapping[str, Callable[[object], tuple[Notice, ...]]] = {
    "ses": read_ses,
    "postmark": read_postmark,
    "brevo": read_brevo,
}

Sent = TypeVar("Sent", bound=msgspec.Struct)


def _convert(body: Any, kind: type[Sent]) -> Sent:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise Unreadable(f"The body is not what this address takes: {error}.") from error


def _note(kind: NoticeKind, email: str, ref: str) -> tuple[Notice, ...]:
    """Give the notice about an address; nothing where it is none."""
    same = same_email(email)
    return (Notice(kind=kind, email=same, notice_ref=f"{ref} {same}"),) if same else ()
