"""Links by which a donor answers once, without an account."""

import json
import re

from .case import case
from .ground import expect

BORN = "1985-02-01"


def donor(ground, name, born=BORN):
    """Somebody in the demonstration who gave long ago and is to be asked how they are; gives their id."""
    token = ground.token("clara")
    details = {"name": name, "sex": "female", "birth": {"on": born}}
    made = expect(ground.demo.post("/api/v1/people", {"details": details}, token), 201)
    person = made.header("location").rsplit("/", 1)[1]
    given = {"step": "record", "kind": "kidney", "on": "2021-01-10"}
    expect(ground.demo.post(f"/api/v1/people/{person}/donations", given, token), 201)
    return person


def link(ground, person):
    made = expect(ground.demo.post(f"/api/v1/people/{person}/links", {}, ground.token("clara")), 201)
    return made.json()["path"]


def say(ground, path, born=BORN, **more):
    fields = {"key": f"attack-{path[-8:]}-{len(more)}", "do": "answer", "birth": born, "content.seen": "today"}
    fields |= {"content.source": "link", "content.values.donor-status": "well", **more}
    return ground.demo.post(path + "/form", fields)


@case("W7 N7 API2", "Guessed, cut and lengthened links, and signs that mean something in a path", "404 for each")
def guessed_links(ground):
    right = link(ground, donor(ground, "Ada Link"))
    paths = [right[:-1], right + "0", "/answer/" + "0" * 32, "/answer/%00", "/answer/..%2f..%2fpeople", "/answer/'%20OR%201=1"]
    if right.upper() != right:
        paths.append("/answer/" + right.rsplit("/", 1)[1].upper())
    got = {ground.demo.get(path).status for path in paths} | {say(ground, path).status for path in paths[:3]}
    return "404 for each" if got == {404} else str(got)


@case("W7 N7 API2", "Whoever found a link guesses the day of birth", "429 within 7; nothing is recorded")
def guessed_births(ground):
    person = donor(ground, "Bea Link")
    path = link(ground, person)
    got = [ground.demo.post(path, {"birth": f"1990-03-{day:02}"}).status for day in range(1, 8)]
    after = say(ground, path).status
    life = expect(ground.demo.get(f"/api/v1/people/{person}", ground.token("clara")), 200).body
    within = "429 within 7" if 429 in got and set(got) <= {422, 429} else str(got)
    return f"{within}; {'nothing is recorded' if after == 429 and 'follow-up-answered' not in life else 'something is'}"


@case("W4 N6 API6", "A link is used, and used again with other answers", "200, then 404")
def used_twice(ground):
    path = link(ground, donor(ground, "Cleo Link"))
    first = say(ground, path)
    second = say(ground, path, **{"content.values.readmitted": "no"})
    return f"{first.status}, then {second.status}"


@case("W1 N1 API1", "Somebody's link with the birth of somebody else, who has one as well", "422 for each")
def crossed_links(ground):
    one = link(ground, donor(ground, "Dora Link", "1985-02-01"))
    other = link(ground, donor(ground, "Elsa Link", "1979-07-19"))
    got = {say(ground, one, "1979-07-19").status, say(ground, other, "1985-02-01").status}
    return "422 for each" if got == {422} else str(got)


@case("W1 N1 API3", "What the page of a link shows before and after the day of birth", "no name, no number, no measured value")
def shows_nothing(ground):
    person = donor(ground, "Fenella Link")
    token = ground.token("clara")
    found = {"on": "2025-06-01", "checks": {"body": {"weight": 83.5}}}
    expect(ground.demo.post(f"/api/v1/people/{person}/examinations", found, token), 201)
    path = link(ground, person)
    pages = [ground.demo.get(path).body, expect(ground.demo.post(path, {"birth": BORN}), 200).body]
    shown = [word for word in ("Fenella", person, "83.5", "2021") if any(word in page for page in pages)]
    return "no name, no number, no measured value" if not shown else str(shown)


@case("W1 N1 API5", "Fields of other commands are sent along with the answer", "only the answer is recorded")
def mass_assignment(ground):
    person = donor(ground, "Gwen Link")
    path = link(ground, person)
    more = {"person": ground.person("K-1"), "content.source.x": "seen", "wish.on": "today", "be-left": "yes", "source": "seen"}
    expect(say(ground, path, **more), 200)
    token = ground.token("clara")
    kinds = re.findall(r'"kind": ?"([^"]+)"', expect(ground.demo.get(f"/api/v1/people/{person}", token), 200).body)
    state = expect(ground.demo.get(f"/api/v1/people/{person}/follow-up", token), 200).json()
    is_left = json.dumps(state["left-alone"]) == "true"
    return "only the answer is recorded" if not is_left and "asked-to-be-left" not in kinds else str(kinds)


@case("W3 N5", "An address in a table of letters that a spreadsheet would carry out", "it begins with an apostrophe")
def formula(ground):
    token = ground.token("clara")
    person = donor(ground, "=HYPERLINK(\"http://evil.example\")")
    plan = {"agreed": "2021-01-05", "ways": [{"by": "letter", "address": "+1 Evil Row, @SUM(A1)"}]}
    expect(ground.demo.post(f"/api/v1/people/{person}/follow-up/plan", plan, token), 200)
    expect(ground.demo.post(f"/api/v1/people/{person}/messages", {"by": "letter"}, token), 201)
    table = expect(ground.demo.get("/follow-up/letters/merge", token), 200).body
    row = next(line for line in table.splitlines() if "HYPERLINK" in line)
    safe = all(cell in row for cell in ("\"'=HYPERLINK", "\"'+1 Evil Row\"", "\"'@SUM(A1)\""))
    return "it begins with an apostrophe" if safe else row
