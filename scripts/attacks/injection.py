"""Text that is meant to be taken for something else: a statement, a page, a header, a line of the log, an address to call."""

import json
from urllib.parse import quote

from .case import case
from .ground import JSON, Listener

STATEMENTS = ["' OR 1=1 --", "'; DROP TABLE event; --", "zq\" OR \"\"=\"", "1) UNION SELECT * FROM vault --", "%' OR '1'='1", "\\'; --"]


@case("W3 N5", "Statements of SQL in searches, ids, cursors and tokens", "nobody found, no 5xx")
def sql(ground):
    token, odd = ground.token("clara"), []
    for text in STATEMENTS:
        found = ground.demo.get(f"/api/v1/people?text={quote(text)}", token)
        if found.status == 200 and found.json()["total"]:
            odd.append(text)
        for path in (f"/api/v1/people/{quote(text, safe='')}", f"/api/v1/people?cursor={quote(text)}", f"/people?text={quote(text)}"):
            if ground.demo.get(path, token).status >= 500:
                odd.append(path)
        if ground.demo.get("/api/v1/today", "x" + quote(text)).status != 401:
            odd.append(f"token {text}")
    everybody = ground.demo.get("/api/v1/people?limit=1", token).json()["total"]
    return "nobody found, no 5xx" if not odd and everybody > 400 else str(odd)


@case("W3 N5", "A name that is a script, on every page that shows it", "shown as text on each")
def html(ground):
    token, name = ground.token("clara"), "<script>alert(1)</script><img src=x onerror=alert(2)>\"'"
    details = {"name": name, "number": "<b>H-1", "sex": "female", "birth": {"on": "1980-01-01"}}
    made = ground.demo.post("/api/v1/people", {"details": details}, token)
    if made.status != 201:
        return f"{made.says()} at registering"
    person = made.header("location").rsplit("/", 1)[1]
    shown = raw = 0
    for path in (f"/people/{person}", "/people?text=script", f"/people/{person}/print", "/people?text=%3Cscript%3Ealert(1)"):
        page = ground.demo.get(path, token).body
        shown += "&lt;script&gt;" in page or "&#60;script&#62;" in page
        raw += "<script>alert" in page or "<img src=x" in page or "<b>H-1" in page
    return "shown as text on each" if (shown, raw) == (4, 0) else f"shown as text on {shown}, as markup on {raw}"


@case("W3 N5", "An expression of a template, and of a shell, as a name", "kept as it is")
def template(ground):
    token, name = ground.token("clara"), "{{7*7}} {% x %} ${7*7} $(id) `id` #{7*7}"
    details = {"name": name, "number": "T-1", "sex": "male", "birth": {"on": "1980-01-01"}}
    made = ground.demo.post("/api/v1/people", {"details": details}, token)
    kept = ground.demo.get(made.header("location") or "/", token).json()["details"]["name"]
    return "kept as it is" if kept == name else kept


@case("W3 N5", "The end of a line, in what becomes a header", "no header of the attacker's")
def header(ground):
    answer = ground.demo.post("/sign-in/demo", {"login": "ruth", "next": "/people\r\nSet-Cookie: evil=1\r\n\r\n<html>"})
    got = [ground.demo.get("/sign-in?next=/%0d%0aSet-Cookie:%20evil=1"), answer]
    set_there = any("evil" in line for one in got for line in one.all("set-cookie"))
    return "no header of the attacker's" if not set_there and answer.header("location") == "/" else "a header of theirs"


@case("W3 N5 W9 N9", "A line of the log's own form, as a login", "each line of the log is still the server's own")
def log(ground):
    forged = '\n{"level":"INFO","message":"somebody signed in","account":"evil"}\n'
    ground.hospital.post("/sign-in", {"login": forged, "password": "x"})
    ground.hospital.get("/%0a%7b%22message%22:%22evil%22%7d")
    try:
        lines = [json.loads(line) for line in ground.hospital.log.read_text().splitlines()]
    except ValueError as error:
        return str(error)
    evil = [line for line in lines if "evil" in json.dumps(line)]
    return "each line of the log is still the server's own" if lines and not evil else str(evil)


@case("W10 API7 N1", "Addresses to call, wherever text or a header goes in", "no call comes")
def ssrf(ground):
    token = ground.token("clara")
    with Listener() as listener:
        url = listener.url
        details = {"name": url, "number": "S-1", "sex": "male", "birth": {"on": "1980-01-01"}}
        ground.demo.post("/api/v1/people", {"details": details}, token)
        ground.demo.post("/sign-in/demo", {"login": "ruth", "next": url})
        for headers in ({"Referer": url}, {"X_Forwarded_Host": url}, {"Forwarded": f"host={url}"}, {"X_Original_URL": url}):
            ground.demo.get(f"/people?text={url}", token, **headers)
        ground.demo.raw(f"GET {url} HTTP/1.1\r\nHost: {url[7:].split('/')[0]}\r\nConnection: close\r\n\r\n".encode())
        ground.demo.raw(f"CONNECT {url[7:].split('/')[0]} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><x>&e;</x>'
        ground.demo.ask("POST", "/api/v1/people", xml, "application/xml", token)
        return "no call comes" if listener.calls() == 0 else "it called"


@case("W5 N2 API8", "XML with an entity, where JSON is taken", "415 problem:media-type")
def xml(ground):
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return ground.demo.ask("POST", "/api/v1/people", body, "application/xml", ground.token("clara")).says()


@case("N10 W5 API8 API4", "Bodies that are broken in every way", "4xx for each, and no word of the inside")
def broken(ground):
    token, odd = ground.token("clara"), []
    bodies = [
        "", "{", "null", "[]", "0", '"x"', "{}" * 50, '{"details":null}', '{"details":{"name":1e999}}', "\ufeff{}", "\0",
        '{"details":' * 3000, "[" * 100_000, '{"a":1,"a":2}', '{"details":{"name":"\\ud800"}}', '{"details":{"birth":{"on":"9999-99-99"}}}',
        '{"details":{"name":"' + "x" * 100_000 + '","sex":"female","birth":{"on":"1980-01-01"}}}', b"\xff\xfe{}",
    ]
    inside = ("panicked", ".rs", "/root/", "/home/", "sqlite", "SELECT ", "stack backtrace", "RUST_")
    for body in bodies:
        answer = ground.demo.ask("POST", "/api/v1/people", body, JSON, token)
        if not 400 <= answer.status < 500 or any(word in answer.body for word in inside):
            odd.append((body[:30], answer.status, answer.body[:100]))
    return "4xx for each, and no word of the inside" if not odd else str(odd)


@case("N10 W5", "Paths, queries, cookies and headers that are broken in every way", "no 5xx")
def broken_heads(ground):
    odd = []
    for line in ("GET /%ff%fe HTTP/1.1", "GET /people?text=%ff%00 HTTP/1.1", "GET /people?on=-1 HTTP/1.1", "GET /people/%00 HTTP/1.1", "G\u00e4T / HTTP/1.1", "GET / HTTP/9.9", "GET http://[::1 HTTP/1.1", "GET * HTTP/1.1", "PRI * HTTP/2.0"):
        for header in ("Cookie: carer-session=\u00ff\u0001", "Authorization: Bearer", "If-Match: W/\"x\"", "Last-Event-ID: -9223372036854775809", "Range: bytes=0-,1-,2-"):
            data = f"{line}\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n".encode("latin-1")
            status = ground.demo.raw(data).split(" ")[1:2]
            if status and status[0].startswith("5"):
                odd.append((line, header, status))
    alive = ground.demo.get("/api/v1/health/ready").status == 200
    return "no 5xx" if not odd and alive else str(odd or "it is gone")
