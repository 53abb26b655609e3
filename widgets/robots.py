"""Robots that open a link to draw its preview or to index it: they get the card, and nothing is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Names at the start of a user agent: some apps use them within their own browsers too, after "Mozilla/5.0".
STARTS = (
    "whatsapp", "viber", "line-poker", "kakaotalk-scrap", "mastodon/", "pleroma", "synapse", "http.rb",
    "curl/", "wget/", "python-requests", "python-urllib", "python-httpx", "go-http-client", "okhttp",
    "java/", "libwww-perl", "axios/", "node-fetch", "dart:io",
)  # fmt: skip
ANYWHERE = (
    "facebookexternalhit", "facebookcatalog", "facebot", "meta-externalagent", "meta-externalfetcher",
    "telegrambot", "slack-imgproxy", "skypeuripreview", "snap url preview", "iframely", "embedly",
    "vkshare", "bitlybot", "microsoftpreview", "google-pagerenderer", "googleimageproxy", "googleother",
    "google-read-aloud", "mediapartners-google", "apis-google", "google-inspectiontool", "feedfetcher",
    "yahoo! slurp", "outbrain", "quora link preview", "nuzzel", "flipboardproxy", "tumblr/", "w3c_validator",
    "bingpreview", "chrome-lighthouse", "ptst/",
)  # fmt: skip
# "Twitterbot/1.0", "Googlebot/2.1", "LinkedInBot", "somebody's crawler"; never "Cubot", a phone.
NAMED = re.compile(r"(?<!cu)bot\b|crawl|spider|scraper|link.?preview|linkcheck|url.?scan")
# Browsers and proxies that fetch before anybody has asked.
EARLY = ("Purpose", "X-Purpose", "Sec-Purpose", "X-Moz")


def is_robot(method: str, headers: Mapping[str, str]) -> bool:
    """Say whether a request is no person's: a preview, an index, a page fetched ahead, or a mere HEAD.

    Takes the request's method and headers. Who names no browser at all is no person either.
    """
    agent = headers.get("User-Agent", "").strip().lower()
    if method == "HEAD" or not agent or agent.startswith(STARTS):
        return True
    if any(name in agent for name in ANYWHERE) or NAMED.search(agent):
        return True
    return any(re.search(r"prefetch|prerender|preview", headers.get(name, "").lower()) for name in EARLY)
