"""Who opens a link: a person, or a robot that draws its preview."""

from __future__ import annotations

import pytest

from widgets.robots import is_robot

CHROME = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

ROBOTS = [
    "",
    "   ",
    "WhatsApp/2.24.20.81 A",
    "WhatsApp/2.2447.7 W",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "facebookexternalhit/1.1;line-poker/1.0",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "Twitterbot/1.0",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    f"{CHROME} Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/b.htm)",
    "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",  # iMessage
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; Applebot/0.1)",
    "Pinterestbot/1.0",
    "Viber/13.3.0",
    "Mozilla/5.0 (compatible; YandexBot/3.0)",
    "Mozilla/5.0 (compatible; SomeCrawler; +https://crawler.example)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0)",
    "curl/8.5.0",
    "python-requests/2.32.3",
    "Go-http-client/1.1",
]
PEOPLE = [
    f"{CHROME} Safari/537.36",
    f"{IPHONE} Version/18.0 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.30.109;FBBV/1;FBDV/iPhone14,5]",
    f"{IPHONE} Mobile/15E148 Instagram 350.0.0.20 (iPhone14,5; iOS 18_0)",
    f"{CHROME} Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.0;]",
    f"{CHROME} Safari/537.36 WhatsApp/2.24.20.81 A",
    "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/37.9; U; en) Presto/2.12.423 Version/12.16",
    "UCWEB/2.0 (MIDP-2.0; U; en-US) U2/1.0.0 UCBrowser/9.4 U2/1.0.0 Mobile",
]


@pytest.mark.parametrize("agent", ROBOTS)
def test_it_knows_a_robot(agent: str) -> None:
    assert is_robot("GET", {"User-Agent": agent})


@pytest.mark.parametrize("agent", PEOPLE)
def test_it_takes_a_person_for_a_person(agent: str) -> None:
    assert not is_robot("GET", {"User-Agent": agent})


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Sec-Purpose": "prefetch;anonymous-client-ip"}),
        ("GET", {"X-Purpose": "preview"}),
        ("GET", {"X-Moz": "prefetch"}),
    ],
)
def test_it_counts_nobody_who_has_not_come_yet(method: str, headers: dict[str, str]) -> None:
    assert is_robot(method, {"User-Agent": PEOPLE[0], **headers})


def test_it_takes_a_plain_fetch_for_a_person() -> None:
    assert not is_robot("GET", {"User-Agent": PEOPLE[0], "Sec-Fetch-Dest": "document", "Purpose": ""})
