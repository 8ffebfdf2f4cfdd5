"""Passwords, second factors, links and sessions."""

import hashlib
import re

from .case import case
from .ground import PASSWORD, code, expect, second_factor


@case("W7 N7 API2", "A guessed, a cut and an empty token", "401 for each")
def guessed_tokens(ground):
    right = ground.token("clara")
    tokens = ["0" * 64, right[:-1], right.upper() if right.upper() != right else "x", " ", "null", right + "0"]
    got = {ground.demo.get("/api/v1/today", token).status for token in tokens}
    return "401 for each" if got == {401} else str(got)


@case("W7 N7 API2", "A session that the attacker chose before somebody signed in", "another session; the chosen one is nobody's")
def session_fixation(ground):
    chosen = "a" * 64
    answer = ground.demo.post("/sign-in/demo", {"login": "ruth"}, Cookie=f"carer-session={chosen}")
    after = ground.demo.get("/api/v1/today", chosen).status
    told = "another session" if answer.cookie("carer-session") != chosen else "the chosen session"
    return f"{told}; the chosen one is {'nobody' if after == 401 else 'somebody'}'s"


@case("W7 N7 API2", "A session after its holder signed out", "401")
def after_signing_out(ground):
    token = ground.demo.post("/sign-in/demo", {"login": "ruth"}).cookie("carer-session")
    expect(ground.demo.get("/api/v1/me", token), 200)
    expect(ground.demo.post("/sign-out", {}, token), 303)
    return str(ground.demo.get("/api/v1/me", token).status)


@case("W7 N7 API2", "The button of the demonstration on a server in earnest", "404")
def demo_button(ground):
    return str(ground.hospital.post("/sign-in/demo", {"login": "administrator"}).status)


@case("W7 N7 W4", "Passwords that everybody tries first, or that hold the login", "422 for each, and the link still works")
def weak_passwords(ground):
    path, got = "/" + ground.welcome(), set()
    if "administrator" not in ground.tokens:
        for password in ("short", "password1234", "administrator-2026", "aaaaaaaaaaaaaaaa"):
            got.add(ground.hospital.post(path, {"new": password, "again": password}).status)
    still = ground.hospital.get(path).status
    return f"{'422 for each' if got == {422} else got}, and the link {'still works' if still == 200 else 'is gone'}"


@case("W7 N7 API2", "The first administrator's link, used once more", "404")
def link_reuse(ground):
    ground.administrator()
    again = {"new": "another password of mine", "again": "another password of mine"}
    got = {ground.hospital.get(ground.link).status, ground.hospital.post(ground.link, again).status}
    return "404" if got == {404} else str(got)


@case("W7 N7 API2 API5", "An administrator who has shown a password and no second factor", "403 problem:second-factor")
def no_second_factor(ground):
    ground.administrator()
    _, path = ground.hire("nora.weak", "administrator")
    token = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD}).cookie("carer-session")
    return ground.hospital.get("/api/v1/accounts", token).says()


@case("W7 N7 API2", "A code of the second factor, used a second time", "first 303, then 401")
def totp_replay(ground):
    ground.administrator()
    # The code of setting it up is used; the next one is not, and one step ahead is allowed.
    later = code(ground.secret, 1)
    got = []
    for _ in range(2):
        page = expect(ground.hospital.post("/sign-in", {"login": "administrator", "password": PASSWORD}), 200).body
        half = re.search(r'name="half" value="([^"]+)"', page)[1]
        got.append(ground.hospital.post("/sign-in/code", {"half": half, "code": later}).status)
    return f"first {got[0]}, then {got[1]}"


@case("W7 N7 API2", "Codes by the dozen, after the right password", "429 within 9, and a session in use goes on")
def guessed_codes(ground):
    token = ground.administrator()
    page = ground.hospital.post("/sign-in", {"login": "administrator", "password": PASSWORD}).body
    half = re.search(r'name="half" value="([^"]+)"', page)[1]
    got = [ground.hospital.post("/sign-in/code", {"half": half, "code": f"{n:06}"}).status for n in range(9)]
    goes_on = ground.hospital.get("/api/v1/accounts", token).status == 200
    told = "429 within 9" if 429 in got and set(got) <= {401, 429} else str(got)
    return f"{told}, and a session in use {'goes on' if goes_on else 'ends'}"


@case("W7 N7", "The page between password and code, forged for another account", "sent back to /sign-in")
def forged_half(ground):
    page = ground.hospital.post("/sign-in", {"login": "administrator", "password": PASSWORD}).body
    half = re.search(r'name="half" value="([^"]+)"', page)[1]
    tag, rest = half.split(".", 1)
    forged = tag + "." + rest.replace(rest[:4], "ffff", 1)
    return "sent back to " + ground.hospital.post("/sign-in/code", {"half": forged, "code": "000000"}).header("location")


@case("W7 N7 API2 API4", "Ten wrong passwords from one place, and an eleventh", "ten times 401, then 429 with Retry-After")
def brute_force(ground):
    answers = [ground.hospital.post("/sign-in", {"login": "brute.force", "password": f"wrong {n}"}) for n in range(11)]
    got = [answer.status for answer in answers]
    if got[:10] != [401] * 10 or got[10] != 429:
        return str(got)
    waits = answers[10].header("retry-after")
    return f"ten times 401, then 429 {'with' if waits else 'without'} Retry-After"


@case("W7 N7 W4 API6", "A stranger spends all attempts on somebody's login; its holder comes from a device they used before", "the stranger: 429; the holder: 303")
def no_lock_out(ground):
    _, path = ground.hire("lucy.locked", "administrator")
    entered = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD})
    # Each account has a device cookie of its own, so that several people can be known at one machine.
    device = next(f"{name}={value}" for name, value in entered.cookies().items() if name.startswith("__Host-carer-device-"))
    wrong = {"login": "lucy.locked", "password": "wrong"}
    got = [ground.hospital.post("/sign-in", wrong).status for _ in range(11)][-1]
    right = {"login": "lucy.locked", "password": PASSWORD}
    holder = ground.hospital.post("/sign-in", right, Cookie=device).status
    return f"the stranger: {got}; the holder: {holder}"


@case("W7 N7 API10 API4", "Each guess names another sender in X-Forwarded-For, and no proxy was spoken of", "429 all the same")
def forged_sender(ground):
    got = [
        ground.hospital.post("/sign-in", {"login": "forged.sender", "password": "wrong"}, X_Forwarded_For=f"198.51.100.{n}").status
        for n in range(11)
    ]
    return "429 all the same" if got[-1] == 429 else str(got)


@case("W7 N7", "A login that there is, and one that there is not: is there a difference?", "none")
def who_is_here(ground):
    pages = []
    for login in ("administrator", "administratix"):
        answer = ground.hospital.post("/sign-in", {"login": login, "password": "not this one"})
        plain = re.sub(r'name="key" value="[^"]*"', "", answer.body.replace(login, "LOGIN"))
        pages.append((answer.status, plain))
    return "none" if pages[0] == pages[1] and pages[0][0] == 401 else "some"


@case("W7 N7 API2", "Sessions from before a password was changed", "401; the new one: 200")
def old_sessions(ground):
    _, path = ground.hire("olga.old", "administrator")
    first = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD}).cookie("carer-session")
    expect(ground.hospital.get("/account", first), 200)
    new = "eleven loud herons on the roof"
    changed = expect(ground.hospital.post("/account/password", {"old": PASSWORD, "new": new, "again": new}, first), 303)
    old, fresh = ground.hospital.get("/api/v1/me", first).status, ground.hospital.get("/api/v1/me", changed.cookie("carer-session")).status
    return f"{old}; the new one: {fresh}"


@case("W7 N7 API2", "A session, a password and a link of an account that was closed", "401, 401, 404")
def closed_account(ground):
    token = ground.administrator()
    account, path = ground.hire("carl.closed", "administrator")
    session = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD}).cookie("carer-session")
    expect(ground.hospital.get("/api/v1/me", session), 200)
    link = expect(ground.hospital.post(f"/api/v1/accounts/{account}/invite", None, token), 201).json()["path"]
    expect(ground.hospital.post(f"/api/v1/accounts/{account}/close", {"reason": "left"}, token), 200)
    old = ground.hospital.get("/api/v1/me", session).status
    again = ground.hospital.post("/sign-in", {"login": "carl.closed", "password": PASSWORD}).status
    return f"{old}, {again}, {ground.hospital.get(link).status}"


@case("W7 N7 API2", "The password in a program's session: without its code, and with a wrong one", "401 for each")
def program_without_code(ground):
    _, path = ground.hire("petra.program", "administrator")
    weak = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD}).cookie("carer-session")
    second_factor(ground.hospital, weak)
    bodies = [{"login": "petra.program", "password": PASSWORD}, {"login": "petra.program", "password": PASSWORD, "code": "000000"}]
    got = {ground.hospital.post("/api/v1/session", body).status for body in bodies}
    return "401 for each" if got == {401} else str(got)


@case("W2 N4", "Passwords, secrets of sessions and links, as they lie on the disk", "not there, nor a fast hash of them")
def at_rest(ground):
    token = ground.administrator()
    files = list(ground.hospital_record.glob("record.db*"))
    held = b"".join(file.read_bytes() for file in files)
    secrets = [PASSWORD.encode(), token.encode(), ground.link.rsplit("/", 1)[1].encode(), ground.secret]
    secrets += [hash(PASSWORD.encode()).digest() for hash in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512)]
    found = [n for n, secret in enumerate(secrets) if secret in held or secret.hex().encode() in held]
    return "not there, nor a fast hash of them" if held and not found and b"$argon2id$" in held else f"found: {found}"
