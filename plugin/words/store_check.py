"""What a look at a store found, in words: what is so, and the one thing to do about it."""

from __future__ import annotations

from plugin.store_check import Diagnosis, DiagnosisName
from plugin.words.speaking import mark as _
from plugin.words.speaking import say

FOUND: dict[DiagnosisName, str] = {
    "running": _("The line is in your page, and your pages ask Sathi for the program."),
    "tag_manager": _("The widget comes through your tag manager, and it runs."),
    "elsewhere": _("The widget runs on other pages of your store; this page has no line of its own."),
    "thank_you": _("Your thank-you page asks about its orders."),
    "webhook": _("Your store's webhooks arrive, and their signatures are right."),
    "pinged": _("Your store tried the webhook out, and it arrived. The first order will follow."),
    "unreachable": _("Your store cannot be reached: {subject}."),
    "private": _("The address leads into a private network, where nobody outside can shop."),
    "password": _("Your store asks its visitors for a password."),
    "refused": _("Your store answered {subject}: it does not show this page to us."),
    "temporary": _("Your store answered {subject}, which mostly passes by itself."),
    "not_found": _("The line is not in your page."),
    "twice": _("The line stands {subject} times in your page."),
    "wrong_key": _("The line in your page names another shop: {subject}."),
    "wrong_address": _("The line in your page loads from another address: {subject}."),
    "never_ran": _("The line is in your page, but no browser has run it yet."),
    "policy": _("A security policy of your store keeps the script out: {subject}"),
    "calls_refused": _("The script loads, but a security policy of your store refuses its calls: {subject}"),
    "optimised": _("{subject} has changed the line, so that it does not run."),
    "cached": _("Visitors get an old copy of your page, from before the line was in it. {subject}"),
    "tag_manager_silent": _("Your page has a tag manager, but no line, and the widget was never heard of."),
    "no_thank_you": _("The widget runs in your store, but not on the page that thanks for an order."),
    "no_webhook": _("No webhook of your store has arrived yet."),
    "unsigned": _("A webhook came whose signature is wrong."),
}

FIXES: dict[DiagnosisName, str] = {
    "unreachable": _("Open the address of step 1 in a browser; correct it there, or put the store online."),
    "private": _("In step 1, give the address that your customers use."),
    "password": _("Take the password off, or go on: the lights below turn by themselves when you visit."),
    "refused": _("Let the name Sathi through in your firewall or bot protection, then check again."),
    "temporary": _("Wait a minute, then check again."),
    "not_found": _("Copy the line above into the head of your theme, save, and check again."),
    "twice": _("Take all of them out but one."),
    "wrong_key": _("Copy the line above anew and put it in the other one's place."),
    "wrong_address": _("Copy the line above anew and put it in the other one's place."),
    "never_ran": _("Open your store in a browser once, without a blocker, then check again."),
    "policy": _("Add {address} to that directive."),
    "calls_refused": _("Add {address} to that directive."),
    "optimised": _("Add w.js to the scripts that it leaves alone, and empty its cache."),
    "cached": _("Empty the cache of your store, or of the service before it."),
    "tag_manager_silent": _("Publish the container with the line in it, or put the line into your theme."),
    "no_thank_you": _("Put the line on the thank-you page too, as the tab of your platform says."),
    "no_webhook": _("Copy the address and the secret above into your store, then place an order there."),
    "unsigned": _("Copy the secret above anew into your store."),
}

FAULTS = {
    "unknown_host": _("nothing is known under this name"),
    "closed": _("nobody answers at this address"),
    "certificate": _("its certificate is not valid"),
    "slow": _("it takes too long to answer"),
    "large": _("its page is too large to look through"),
    "redirects": _("it leads from one address to the next without end"),
}


def say_found(diagnosis: Diagnosis) -> str:
    """Say what was found."""
    named = diagnosis.subject
    return say(FOUND[diagnosis.name], subject=say(FAULTS[named]) if named in FAULTS else named).strip()


def say_fix(diagnosis: Diagnosis, address: str) -> str:
    """Say what to do about it; empty where nothing is to be done. Takes Sathi's own address."""
    return say(FIXES.get(diagnosis.name, ""), address=address)
