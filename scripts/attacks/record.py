"""What is kept: the log of the record, the log of the server, and what the product is made from."""

import json
import sqlite3
import subprocess
import uuid

from .case import case
from .ground import ROOT


@case("W9 N9", "Somebody reads a record through the interface", "it is on the record, with who and by which way")
def readings(ground):
    person = ground.person("K-1")
    ground.demo.get(f"/api/v1/people/{person}", ground.token("osei"))
    read = ground.demo.get(f"/api/v1/people/{person}/readings", ground.token("kathy")).body
    return "it is on the record, with who and by which way" if "Osei" in read and '"api"' in read else read[:300]


@case("W9 N9", "Wrong passwords, in the server's log", "a line for each, with an account's id at most")
def failures(ground):
    ground.hospital.post("/sign-in", {"login": "very.personal", "password": "hunter2hunter2"})
    lines = [json.loads(line) for line in ground.hospital.log.read_text().splitlines()]
    failed = [line for line in lines if line.get("message") == "somebody did not come in"]
    text = json.dumps(lines)
    leaks = [word for word in ("very.personal", "hunter2", "administratix") if word in text]
    return "a line for each, with an account's id at most" if len(failed) > 20 and not leaks else f"{len(failed)} {leaks}"


@case("W8 N8", "A command sent twice under one key, and another under that key", "one person; 409 problem:key-reused")
def twice(ground):
    token, key = ground.token("clara"), uuid.uuid4().hex
    details = {"name": "Twice", "number": "W-1", "sex": "male", "birth": {"on": "1980-01-01"}}
    made = [ground.demo.post("/api/v1/people", {"details": details}, token, Idempotency_Key=key) for _ in range(2)]
    other = ground.demo.post("/api/v1/people", {"details": details | {"number": "W-2"}}, token, Idempotency_Key=key)
    people = {one.header("location") for one in made}
    return f"{'one person' if len(people) == 1 else len(people)}; {other.says()}"


@case("W8 N8 API6", "A command over a version that somebody else has changed since", "412 problem:stale")
def stale(ground):
    person, token = ground.person("K-2"), ground.token("clara")
    body = {"details": {"name": "Tommy", "number": "K-2", "sex": "male", "birth": {"on": "1994-07-12"}}}
    body["reason"] = "a slip of the pen"
    return ground.demo.post(f"/api/v1/people/{person}/details", body, token, If_Match='"1"').says()


@case("API6 W4 N6", "Somebody below 18 is led on to be assessed as a donor, step by step through the interface", "422 rule:minimum-donor-age")
def a_child(ground):
    token, today = ground.token("clara"), ground.demo.get("/api/v1/today", ground.token("clara")).json()["on"]
    details = {"name": "A child", "number": "C-1", "sex": "male", "birth": {"on": "2020-01-01"}}
    made = ground.demo.post("/api/v1/people", {"details": details}, token)
    path = made.header("location")
    return f"{made.says()}" if made.status != 201 else ground.demo.post(f"{path}/stage", {"stage": "evaluation", "on": today}, token).says()


@case("W6 N3", "What the product is built from", "every crate from the registry, with a checksum and a licence")
def materials(ground):
    made = subprocess.run([ROOT / "scripts/bill-of-materials"], check=True, stdout=subprocess.PIPE, text=True).stdout
    ours = {folder.name for folder in (ROOT / "crates").iterdir()}
    parts = [one for one in json.loads(made)["components"] if one["name"] not in ours]
    bare = [one["name"] for one in parts if not one.get("hashes") or not one.get("licenses")]
    fine = len(parts) > 100 and not bare
    return "every crate from the registry, with a checksum and a licence" if fine else f"{len(parts)} {bare}"


@case("W8 N8", "A byte of the log, changed in the database by whoever holds the disk", "carer verify ends with 1")
def tampering(ground):
    """The last case of the demonstration: afterwards its record is broken."""
    ground.demo.stop()
    before = verify(ground)
    with sqlite3.connect(ground.demo_record / "record.db") as database:
        [seq, body] = database.execute(f"SELECT seq, {column(database)} FROM event ORDER BY seq LIMIT 1 OFFSET 3").fetchone()
        changed = bytes([body[0] ^ 1]) + body[1:]
        database.execute(f"UPDATE event SET {column(database)} = ? WHERE seq = ?", (changed, seq))
    after = verify(ground)
    return f"carer verify ends with {after}" if before == 0 else f"it did not hold before: {before}"


def verify(ground):
    command = [ground.program, "verify", "--data", str(ground.demo_record)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def column(database):
    """The column of the event table that holds what happened."""
    columns = [(name, kind) for _, name, kind, *_ in database.execute("PRAGMA table_info(event)")]
    return next(name for name, kind in columns if kind == "BLOB" and name not in ("hash", "previous", "prev", "key"))
