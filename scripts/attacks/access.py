"""Other people's records, other people's work, and other sites' pages."""

import re
import uuid

from .case import case

OPEN = {"/api/v1/programme", "/api/v1/health/live", "/api/v1/health/ready", "/api/v1/openapi.json", "/api/v1/session"}


@case("W1 N1 API1", "A donor asks for another donor's record by its id", "404 problem:no-such; their own: 200")
def another_record(ground):
    token = ground.token("tommy")
    other = ground.demo.get(f"/api/v1/people/{ground.person('K-3')}", token)
    own = ground.demo.get(f"/api/v1/people/{ground.person('K-2')}", token)
    return f"{other.says()}; their own: {own.says()}"


@case("W1 N1 API1", "The same for every part of a record: eligibility, readings, export, page, print", "404 for each")
def every_part(ground):
    person, token = ground.person("K-3"), ground.token("tommy")
    parts = [f"/api/v1/people/{person}/{part}" for part in ("eligibility", "readings", "export")]
    got = {ground.demo.get(path, token).status for path in [*parts, f"/people/{person}", f"/people/{person}/print"]}
    return "404 for each" if got == {404} else str(got)


@case("W1 N1 API1", "Somebody's examination under somebody else's id", "404 problem:no-such")
def an_examination_of_another(ground):
    token = ground.token("clara")
    life = ground.demo.get(f"/api/v1/people/{ground.person('K-3')}", token).json()
    examination = life["examinations"][0]["id"]
    return ground.demo.get(f"/api/v1/people/{ground.person('K-1')}/examinations/{examination}", token).says()


@case("W1 N1 API1", "Somebody who is there and not theirs, and an id that nobody has: is there a difference?", "none")
def nobody_or_not_theirs(ground):
    token = ground.token("oscar")
    stranger = next(
        one["id"] for one in ground.demo.get("/api/v1/people?limit=50", ground.token("clara")).json()["people"]
        if not (one["details"]["number"] or "").startswith("K-")
    )
    there, nowhere = (ground.demo.get(f"/api/v1/people/{id}", token) for id in (stranger, uuid.uuid4()))
    return "none" if (there.status, there.body) == (nowhere.status, nowhere.body) and there.status == 404 else "some"


@case("W1 N1 API5", "Every operation of the description, asked by nobody", "401 for each but what is open")
def nobody_asks(ground):
    described = ground.demo.get("/api/v1/openapi.json").json()["paths"]
    let_in = []
    for path, operations in described.items():
        filled = re.sub(r"\{[^}]*\}", str(uuid.UUID(int=1)), path)
        for method in operations:
            if method in ("get", "post") and path not in OPEN:
                answer = ground.demo.ask(method.upper(), filled, "{}" if method == "post" else None, "application/json")
                if answer.status != 401:
                    let_in.append(f"{method} {path}: {answer.says()}")
    return "401 for each but what is open" if not let_in and len(described) > 20 else "; ".join(let_in)


@case("W1 N1 API5", "The administrator of the machine asks for a record, a list of people, and Today", "403 problem:no-right for each")
def whoever_runs_the_machine(ground):
    paths = [f"/api/v1/people/{ground.person('K-1')}", "/api/v1/people", "/api/v1/today"]
    got = {ground.demo.get(path, ground.token("ada")).says() for path in paths}
    return "403 problem:no-right for each" if got == {"403 problem:no-right"} else str(got)


@case("W1 N1 API5", "A donor writes down an examination of their own", "403 problem:no-right, and nothing is written")
def a_donor_examines(ground):
    person = ground.person("K-2")
    before = ground.demo.get(f"/api/v1/people/{person}", ground.token("clara")).json()["version"]
    body = {"on": "2026-01-01", "checks": {}}
    answer = ground.demo.post(f"/api/v1/people/{person}/examinations", body, ground.token("tommy"))
    after = ground.demo.get(f"/api/v1/people/{person}", ground.token("clara")).json()["version"]
    return f"{answer.says()}, and {'nothing is' if before == after else 'something is'} written"


@case("W1 N1 API5", "A donor opens an account, appoints themselves, reads what others said", "403 problem:no-right for each")
def a_donor_appoints(ground):
    token, account = ground.token("tommy"), uuid.UUID(int=1)
    details = {"name": "Tommy", "login": "tommy.two"}
    answers = [
        ground.demo.post("/api/v1/accounts", {"details": details}, token),
        ground.demo.post(f"/api/v1/accounts/{account}/posts", {"role": "coordinator", "on": "2030-01-01"}, token),
        ground.demo.get("/api/v1/concerns", token),
    ]
    got = {answer.says() for answer in answers}
    return "403 problem:no-right for each" if got == {"403 problem:no-right"} else str(got)


@case("API3 W1", "An office that matches reads why somebody is not available", "the word, never the reason")
def an_allocator(ground):
    token = ground.token("samir")
    person = ground.person("K-2")
    shut = [ground.demo.get(f"/api/v1/people/{person}{part}", token).status for part in ("", "/eligibility", "/export")]
    listed = ground.demo.get("/api/v1/people?text=K-2", token).body
    leaks = [word for word in ("blood-pressure", "systolic", "deferred", "excluded", "reason") if word in listed]
    return "the word, never the reason" if set(shut) <= {403, 404} and not leaks else f"{shut} {leaks}"


@case("API3 W8 N8", "A field that nobody asked for goes along: role, id, version", "400 problem:unreadable, and nobody is registered")
def mass_assignment(ground):
    before, got = ground.count(), set()
    details = {"name": "Mallory", "number": "M-1", "sex": "female", "birth": {"on": "1980-01-01"}}
    for extra in ({"role": "administrator"}, {"id": str(uuid.uuid4())}, {"version": 7}, {"details": details | {"outcome": "eligible"}}):
        got.add(ground.demo.post("/api/v1/people", {"details": details} | extra, ground.token("clara")).says())
    told = "nobody is registered" if ground.count() == before else "somebody is registered"
    return f"{', '.join(sorted(got))}, and {told}"


@case("W1 N1", "A page of another site sends a form, with the visitor's cookie", "403 for each, and nobody is registered")
def another_site_s_form(ground):
    before, got = ground.count(), set()
    cookie = f"carer-session={ground.token('clara')}"
    fields = {"name": "Mallory", "number": "M-2", "sex": "female", "birth": "1980-01-01"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}):
        got.add(ground.demo.post("/people", fields, Cookie=cookie, **headers).status)
    told = "nobody is registered" if ground.count() == before else "somebody is registered"
    return f"{'403 for each' if got == {403} else got}, and {told}"


@case("W1 N1", "A page of another site reads with the visitor's cookie", "403, and no word of anybody")
def another_site_reads(ground):
    path, cookie = f"/api/v1/people/{ground.person('K-1')}", f"carer-session={ground.token('clara')}"
    answer = ground.demo.get(path, Cookie=cookie, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")
    shared = answer.header("access-control-allow-origin")
    return f"{answer.status}, and {'no word' if 'Kathy' not in answer.body and not shared else 'words'} of anybody"


@case("W1 N1", "Signing in leads on to another site", "to / each time")
def open_redirect(ground):
    got = set()
    for onward in ("//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"):
        got.add(ground.demo.post("/sign-in/demo", {"login": "ruth", "next": onward}).header("location"))
    return "to / each time" if got == {"/"} else str(got)


@case("W1 N1 W5", "Paths that climb out of the assets", "404 or 400 for each, and no file")
def path_traversal(ground):
    odd = set()
    for path in (
        "/assets/../../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/....//....//etc/passwd", "/assets/..%5c..%5cetc%5cpasswd", "/assets/%252e%252e%252fetc%252fpasswd",
        "/assets//etc/passwd", "/assets/console.css%00.html", "/../../../../etc/passwd",
    ):
        answer = ground.demo.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        if answer.split(" ")[1:2] not in (["404"], ["400"]) or "root:" in answer:
            odd.add(path)
    return "404 or 400 for each, and no file" if not odd else str(odd)


@case("W1 API5 W5", "Another method, or a header that asks for one", "405 for each; the header changes nothing")
def methods(ground):
    person, token = ground.person("K-1"), ground.token("clara")
    path = f"/api/v1/people/{person}"
    got = {ground.demo.ask(method, path, token=token).status for method in ("DELETE", "PUT", "PATCH", "TRACE", "OPTIONS")}
    over = ground.demo.get(path, token, X_HTTP_Method_Override="DELETE").status
    return f"{'405 for each' if got == {405} else got}; the header changes {'nothing' if over == 200 else 'something'}"
