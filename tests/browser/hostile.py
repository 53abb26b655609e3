"""Words of people who wish us ill: a list of our own, and as many more as wanted, the same every time."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort

LONGEST = 70

OWN_WORDS = [
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "<ScRiPt src=data:,window.hit=1></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>free tea</a>",
    "<form action=javascript:alert(1)><button>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>*{display:none}</style>",
    "<template shadowrootmode=open><b>new</b></template>",
    "<math><mtext><img src onerror=alert(1)></mtext></math>",
    "<noscript><p title='</noscript><img src onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "]]><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" onfocus="alert(1)" autofocus="',
    "' onmouseover='alert(1)",
    "` onerror=alert(1) `",
    "javascript:alert(1)",
    "JaVaScRiPt&colon;alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/w.js",
    "{{7*7}}{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}#{alert(1)}<%= 7*7 %>{% include x %}",
    "{name} {link} {shop} {advocate} {0} {toString} {__proto__} %s %(shop)s",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &#x3c;u&#x3e; &nbsp;",
    "\u202etxt.exe\u2066 \u200f\u061cabc\u2069",
    "line\u2028separator\u2029paragraph\u0085next",
    "}*{display:none}@import url(//evil.example/a.css);",
    "expression(alert(1));-moz-binding:url(//evil.example)",
    "__proto__",
    "constructor",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\ufeffzero\u200bwidth\u00adhyphen",
    "Z\u0351\u036b\u0343\u036a\u0302A\u0334\u0335\u031eL\u0358\u0327",
    "𝕴𝖓𝖘𝖙𝖆 👩‍👩‍👧 नमस्ते",
    "<" * LONGEST,
]

PIECES = [
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        '"',
        "'",
        "`",
        "=",
        "&",
        ";",
        "\\",
        "{",
        "}",
        "{{",
        "}}",
        "(",
        ")",
    ),
    *("script", "img", "svg", "iframe", "style", "a", "base", "math", "object", "template", "body"),
    *(" src=x", " href=", " onload=", " onerror=", " onfocus=", " autofocus", " srcdoc=", " style=", " id="),
    *("javascript:", "data:text/html,", "//evil.example", "alert(1)", "window.hit=1", "&#60;", "&lt;", "%3C"),
    *("\u2028", "\u202e", "\u200b", "\ufeff", " ", "\t", "é", "ক", "名", "{name}", "{link}", "${", "<%", "x"),
]


def hostile_words(count: int) -> list[str]:
    """Give our own words and at least so many made ones, all different, none of them blank."""
    words = dict.fromkeys(OWN_WORDS)
    signs = st.text("<>\"'`&/=;:(){}$% abc\t\x01\x0b\x7f\u2028\u202e", min_size=1, max_size=LONGEST)
    tags = st.lists(st.sampled_from(PIECES), min_size=2, max_size=8).map("".join)

    @effort(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(signs, tags)
    def collect(one: str, other: str) -> None:
        words.update({word[:LONGEST]: None for word in (one, other) if word.strip()})

    collect()
    assert len(words) >= count + len(OWN_WORDS)
    return list(words)[: count + len(OWN_WORDS)]
