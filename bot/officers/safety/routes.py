"""Which pages are below ``/console/safety``, and which room is each of?"""

from __future__ import annotations

from bot.officers.route import Route, get, post
from bot.officers.safety import (
    accounts,
    backups,
    breach_pages,
    breaches,
    channels,
    contacts,
    hub,
    messages,
    openings,
    request_pages,
    requests,
)
from casework.scope import May

ROUTES: tuple[Route, ...] = (
    get("/safety", May.SAFETY, hub.show, opens=True),
    post("/safety/stop", May.SAFETY, hub.stop),
    get("/safety/accounts", May.ACCOUNTS, accounts.show),
    post("/safety/accounts", May.ACCOUNTS, accounts.propose),
    post("/safety/accounts/{account}/approve", May.ACCOUNTS, accounts.approve, "account", fresh=True),
    post("/safety/accounts/{account}/retire", May.ACCOUNTS, accounts.retire, "account"),
    get("/safety/channels", May.CHANNELS, channels.show),
    post("/safety/channels/release", May.CHANNELS, channels.release, fresh=True),
    post("/safety/channels/{channel}/clear", May.CHANNELS, channels.clear, "channel"),
    post("/safety/channels/{channel}/quota", May.CHANNELS, channels.quota, "channel"),
    get("/safety/messages", May.CHANNELS, messages.show),
    post("/safety/messages/{message}", May.CHANNELS, messages.decide, "unsure_message"),
    get("/safety/contacts", May.CONTACTS, contacts.show),
    get("/safety/contacts/{repair}", May.CONTACTS, contacts.one, "repair"),
    post("/safety/contacts/{repair}", May.CONTACTS, contacts.end, "repair"),
    get("/safety/requests", May.REQUESTS, requests.show),
    post("/safety/requests", May.REQUESTS, requests.enter),
    get("/safety/requests/{request}", May.REQUESTS, request_pages.show, "data_request"),
    post("/safety/requests/{request}/acknowledge", May.REQUESTS, request_pages.acknowledge, "data_request"),
    post("/safety/requests/{request}/identity", May.REQUESTS, request_pages.identify, "data_request"),
    post("/safety/requests/{request}/extend", May.REQUESTS, request_pages.extend, "data_request"),
    post("/safety/requests/{request}/end", May.REQUESTS, request_pages.end, "data_request"),
    post("/safety/requests/{request}/copy", May.REQUESTS, request_pages.copy, "data_request", fresh=True, reads=True),
    post("/safety/requests/{request}/page", May.REQUESTS, request_pages.read, "data_request", fresh=True, reads=True),
    get("/safety/openings", May.OPENINGS, openings.show),
    post("/safety/openings/{opening}/read", May.OPENINGS, openings.read, "case_opening"),
    post("/safety/openings/{opening}/close", May.OPENINGS, openings.close, "case_opening"),
    get("/safety/breaches", May.BREACHES, breaches.show),
    post("/safety/breaches", May.BREACHES, breaches.begin),
    get("/safety/breaches/{breach}", May.BREACHES, breach_pages.show, "breach"),
    get("/safety/breaches/{breach}/notice", May.BREACHES, breach_pages.notice, "breach"),
    post("/safety/breaches/{breach}/facts", May.BREACHES, breach_pages.put_right, "breach"),
    post("/safety/breaches/{breach}/line", May.BREACHES, breach_pages.add_line, "breach"),
    post("/safety/breaches/{breach}/close", May.BREACHES, breach_pages.close, "breach", fresh=True),
    get("/safety/backups", May.BACKUPS, backups.show),
    post("/safety/backups", May.BACKUPS, backups.make),
    post("/safety/backups/drills", May.BACKUPS, backups.record),
)
