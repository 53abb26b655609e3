"""What can go wrong, as sentences for the person who can act on it.

SathiError
├── BadSignature      the platform's door: forged, damaged or stale; always answered 401
├── Unreadable        signed, but the body is not what its topic promises; becomes a dead letter
├── InvalidInput      a field that somebody filled in cannot be used; names the field
├── Overtaken         somebody else changed the same thing meanwhile; nothing was written
├── NotFound          there is no such thing in this shop
├── NotSignedIn       the desk does not know who asks; the login does
├── NotAllowed        whoever asks may not do this, or the form did not come from our own page
├── TooMany           asked too often; says when to try again
├── SchemaOutOfDate   the database is older or newer than the code; says the command
├── StoreRefused      the store's API said no for good; a person must look at it
├── StoreBusy         the store's API asked us to come again later; says when
└── StoreUnclear      nobody knows whether the store did what was asked: look it up before asking again
"""

import traceback

from plugin.sentences import fill


class SathiError(Exception):
    """Anything that Sathi refuses: a sentence that says what to do, and what fills its {placeholders}.

    `str(error)` is the English sentence, filled, for logs, commands and answers to programs; the desk says it
    in its reader's language (`plugin.words.speaking.say_error`). A value may be an error too: it is said so.
    """

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(fill(sentence, values))
        self.sentence, self.values = sentence, values


class BadSignature(SathiError):
    """The request does not carry a signature that one of the shop's live secrets makes."""


class Unreadable(SathiError):
    """The body is signed but cannot be digested; the sentence says which part."""


class InvalidInput(SathiError):
    """One field is wrong.

    `field` is its name as the person wrote it, the sentence one about it.
    """

    def __init__(self, field: str, sentence: str, /, **values: object) -> None:
        super().__init__(sentence, **values)
        self.field = field


class Overtaken(SathiError):
    """Somebody else changed the same thing since it was looked at; nothing was written."""


class NotFound(SathiError):
    """The thing asked for does not exist in this shop, or is not the asker's to see."""


class NotSignedIn(SathiError):
    """Nobody is signed in at the desk in this browser."""


class NotAllowed(SathiError):
    """The one who asks may not do this; the sentence says who may."""


class TooMany(SathiError):
    """The same thing was asked too often; `again_s` says after how many seconds to try again."""

    def __init__(self, sentence: str, /, again_s: int, **values: object) -> None:
        super().__init__(sentence, **values)
        self.again_s = again_s


class SchemaOutOfDate(SathiError):
    """The database does not have the schema that this version of Sathi needs."""


class StoreRefused(SathiError):
    """The store's API answered no, and will answer so again; the sentence says what the merchant can do."""


class StoreBusy(SathiError):
    """The store's API is not to be asked for `again_s` seconds; nothing was done there."""

    def __init__(self, sentence: str, /, again_s: float, **values: object) -> None:
        super().__init__(sentence, **values)
        self.again_s = again_s


class StoreUnclear(SathiError):
    """The call may have been carried out or not: a time-out, a broken answer, an error of the server."""


def describe_failure(error: BaseException) -> str:
    """Say where something failed, without its message, which may hold a shopper's words.

    Gives the kind of error and the last places of the trace, the innermost first.
    """
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    ]
    return " < ".join([type(error).__name__, *places])
