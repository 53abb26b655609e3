"""Words that no shop wants on a poster, as they are written in Latin letters.

A code is one word with digits, so filters made for sentences see nothing in CHUTIYA200. Names of people and
places come first: a word that stands inside an innocent one (shit in Akshita, cunt in Scunthorpe, porn in
Siriporn) is refused only when it stands alone. Chutia, a people of Assam, is not here.
"""

from __future__ import annotations

import re
from functools import cache

# Refused wherever they stand in a code.
ANYWHERE = """
    fuck phuck motherf asshole arsehole bullshit shithead bastard bitch slut whore wanker pussy vagina blowjob
    handjob dildo jizz cumshot nigger nigga faggot retard tranny pedophile paedophile hitler
    chutiy chootiy nchod archod archot erchod kachod bhosd bhosad bhonsd haramzad haramjad haramkhor madarjaat
    bhikarchot zavadya khanki gudmara podmara suorer shuorer kuttarbach thevidiya thevdiya thayoli lanjakod
    sulemaga bolimaga
    hijodeput hijueput hijaput mierda pendejo gilipollas culero maricon chingad caralho buceta fodase arrombad
    putain salope encule connard connasse niquetamere fotze scheiss arschloch hurensohn wichser schlampe
    schwuchtel missgeburt cazzo vaffancul stronzo minchia coglion orospu siktir amcik yarrak pezevenk
    blyat blyad pizda pidoras zalupa kurwa pierdol jebac sharmut sharmout kosomak kusomak kossomak
    kontol ngentot bangsat jancok pukimak putangina tangina klootzak
"""

# Refused when they are the whole code, apart from digits around them.
ALONE = """
    ass arse shit cunt cock dick cum tit tits boob boobs wank twat penis porn porno rape rapist sex sexy anal
    anus nazi kkk milf fck fuk fag pedo homo dyke kike paki chink gook spic coon scum piss crap turd
    gand gaand gandu gaandu lund lauda lavda lawda loda laude choot chut chod choda chodu chuda chodna randi
    raand harami kutta kutti kutiya suar jhant jhaant jhatu tatti hijra hijda bhadwa bhadva bhadwe rakhail
    bsdk bkl tmkc magi maagi baal bhoda voda punda pundai otha koothi puku lanja modda kunna
    puta puto verga polla chinga foder viado merda porra cuzao merde nique bite pute batard fick ficken nutte
    troia suka khuy ebat yebat pidor mudak gandon chuj khara memek anjing pepek gago puki kut hoer
    fitta
"""

# Digits that are read as letters.
READ_AS = {
    "a": "a4",
    "b": "b8",
    "e": "e3",
    "g": "g9",
    "i": "i1l",
    "l": "l1i",
    "o": "o0",
    "s": "s5",
    "t": "t7",
    "u": "uv",
    "z": "z2",
}


def _any_of(words: str) -> str:
    return "|".join("".join(f"[{READ_AS.get(letter, letter)}]+" for letter in word) for word in words.split())


@cache
def _rude() -> re.Pattern[str]:
    return re.compile(rf"\A\d*(?:{_any_of(ALONE)})\d*\Z|{_any_of(ANYWHERE)}")


def is_rude(code: str) -> bool:
    """Say whether a code of letters and digits says something that offends, digits read as letters too."""
    return bool(_rude().search(code.lower()))
