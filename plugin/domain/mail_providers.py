"""What each mail provider has published about its own addresses; the rules of mailboxes.py.

Sources: Google support 7436150 (dots) and 10313 (googlemail). Microsoft's plus since 2013, its hosts from the
Outlook blog of 2013-04-17. Apple support 118230 (one mailbox in three hosts). Yahoo help SLN28815
(nickname-keyword; a Yahoo ID itself has no hyphen). Fastmail help 360060591053 and its blog of 2008-01-24
(in a host, - stands for _). Proton, "Email addresses and aliases", and its own clients, which leave out
. _ and -. Yandex ID, "Alternate email addresses" (one name in all its hosts). Plus at Zoho, Posteo, Runbox,
Mailfence and Pobox as each says in its help.
"""

from __future__ import annotations

from plugin.model import Struct


class Provider(Struct):
    """How one provider reads the name before the @.

    What follows `cut` is a label that the owner made up; characters in `ignored` do not count; with
    `one_host` all its hosts reach one mailbox; with `subdomains` anything@name.host reaches name@host.
    """

    name: str
    hosts: tuple[str, ...]
    cut: str = "+"
    ignored: str = ""
    one_host: str = ""
    subdomains: bool = False


def _hosts(name: str, endings: str) -> tuple[str, ...]:
    return tuple(f"{name}.{ending}" for ending in endings.split())


OUTLOOK_HOSTS = (
    "msn.com",
    "passport.com",
    "windowslive.com",
    *_hosts(
        "hotmail", "com at be ca ch cl cz de dk es fi fr gr hu id ie in it jp kr lt lv my nl no ph pt rs"
    ),
    *_hosts(
        "hotmail", "sa se sg sk co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br"
    ),
    *_hosts("hotmail", "com.gr com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.vn"),
    *_hosts("live", "com at be ca ch cl cn de dk fi fr hk ie in it jp nl no ru se co.in co.kr co.uk co.za"),
    *_hosts("live", "com.ar com.au com.mx com.my com.ph com.pt com.sg"),
    *_hosts("outlook", "com at be cl cz de dk es fr hu id ie in it jp kr lv my ph pt sa sg sk co.id co.il"),
    *_hosts("outlook", "co.nz co.th com.ar com.au com.br com.gr com.pe com.tr com.vn"),
)
YAHOO_HOSTS = (
    "ymail.com",
    "rocketmail.com",
    "myyahoo.com",
    *_hosts(
        "yahoo", "com at be ca cl cz de dk es fi fr gr hu ie in it nl no pl pt ro ru se co.id co.il co.in"
    ),
    *_hosts("yahoo", "co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.co com.hk com.mx com.my"),
    *_hosts("yahoo", "com.pe com.ph com.sg com.tr com.tw com.ve com.vn"),
)
FASTMAIL_HOSTS = (
    "sent.com",
    *_hosts("fastmail", "com fm cn co.uk com.au de es fr im in jp mx net nl org se to tw uk us"),
)
PROVIDERS = (
    Provider(name="gmail", hosts=("gmail.com", "googlemail.com"), ignored=".", one_host="gmail.com"),
    Provider(name="outlook", hosts=OUTLOOK_HOSTS),
    Provider(name="icloud", hosts=("icloud.com", "me.com", "mac.com"), one_host="icloud.com"),
    Provider(name="yahoo", hosts=YAHOO_HOSTS, cut="-"),
    Provider(name="fastmail", hosts=FASTMAIL_HOSTS, subdomains=True),
    Provider(
        name="proton",
        hosts=("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
        ignored="._-",
        one_host="proton.me",
    ),
    Provider(name="yandex", hosts=("ya.ru", *_hosts("yandex", "ru com by kz ua")), one_host="yandex.ru"),
    Provider(
        name="zoho", hosts=(*_hosts("zoho", "com eu in com.au"), *_hosts("zohomail", "com eu in com.au"))
    ),
    Provider(name="posteo", hosts=_hosts("posteo", "de net org")),
    Provider(name="runbox", hosts=("runbox.com",)),
    Provider(name="mailfence", hosts=("mailfence.com",)),
    Provider(name="pobox", hosts=("pobox.com",)),
)
