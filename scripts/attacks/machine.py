"""How the server is put up: encryption, headers, hosts, limits, what it says of itself."""

import gzip
import pathlib
import re
import socket
import ssl
import time
import warnings

from .case import case
from .ground import HOST, JSON, PASSWORD, Slow

STRICT = {
    "content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff", "x-frame-options": "DENY",
    "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "permissions-policy": "camera=()",
}


@case("W2 N4 API8", "Plain HTTP where TLS is spoken", "no answer")
def in_the_clear(ground):
    with socket.create_connection(("127.0.0.1", ground.hospital.port), timeout=20) as stream:
        stream.sendall(f"GET /sign-in HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        try:
            got = stream.recv(4096)
        except OSError:
            got = b""
    return "no answer" if b"HTTP/" not in got else "an answer"


@case("W2 N4", "TLS 1.1, and 1.2", "1.1 refused, 1.2 taken")
def old_tls(ground):
    def takes(version):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(ground.scratch / "certificate.pem")
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(("127.0.0.1", ground.hospital.port), timeout=20) as plain:
                context.wrap_socket(plain, server_hostname=HOST).close()
        except OSError:
            return "refused"
        return "taken"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old, new = takes(ssl.TLSVersion.TLSv1_1), takes(ssl.TLSVersion.TLSv1_2)
    return f"1.1 {old}, 1.2 {new}"


@case("W2 N4 W5 W7", "What the cookies of a session say, over TLS", "Secure, HttpOnly, SameSite=Lax, Path=/ and `__Host-` on each")
def cookies(ground):
    _, path = ground.hire("cora.cookie", "administrator")
    lines = ground.hospital.post(path, {"new": PASSWORD, "again": PASSWORD}).all("set-cookie")
    wanted = ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"]
    flagged = all(flag in line.split("; ") for line in lines for flag in wanted)
    fine = len(lines) == 2 and flagged and all(line.startswith("__Host-") for line in lines)
    return "Secure, HttpOnly, SameSite=Lax, Path=/ and `__Host-` on each" if fine else str(lines)


@case("W2 N4 W5 N2", "Strict-Transport-Security, over TLS and without", "a year; none")
def hsts(ground):
    over, without = (server.get("/sign-in").header("strict-transport-security") for server in (ground.hospital, ground.demo))
    return f"{'a year' if over == 'max-age=31536000' else over}; {without or 'none'}"


@case("W5 N2 API8", "Headers for browsers, on pages, answers, refusals, faults of the caller and nothing at all", "strict on each, and no-store")
def headers(ground):
    token, odd = ground.token("clara"), []
    for path in ("/people", "/api/v1/people", "/sign-in", "/nothing", "/api/v1/nothing", "/api/v1/people?limit=x", "/rules"):
        answer = ground.demo.get(path, token)
        odd += [(path, name) for name, begins in STRICT.items() if not answer.header(name).startswith(begins)]
        if "unsafe" in answer.header("content-security-policy"):
            odd.append((path, "unsafe"))
        if answer.header("cache-control") != "no-store":
            odd.append((path, answer.header("cache-control")))
    return "strict on each, and no-store" if not odd else str(odd)


@case("W5 N2 API8", "Somebody's page in another site's frame, or in a shared cache", "frame-ancestors 'none', no-store")
def frames(ground):
    answer = ground.demo.get(f"/people/{ground.person('K-1')}", ground.token("clara"))
    policy = answer.header("content-security-policy")
    framed = "frame-ancestors 'none'" if "frame-ancestors 'none'" in policy else policy
    return f"{framed}, {answer.header('cache-control')}"


@case("W5 N2 API8", "Another host's name, as after DNS rebinding, and none", "421 for each")
def hosts(ground):
    names = ["evil.example", "localhost.evil.example", f"{HOST}.evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""]
    got = {ground.hospital.get("/sign-in", Host=name).status for name in names}
    return "421 for each" if got <= {421, 400} and 421 in got else str(got)


@case("W5 N2 API8", "What an answer says of the software that made it", "nothing")
def banner(ground):
    answer = ground.demo.get("/api/v1/nothing")
    said = [name for name in ("server", "x-powered-by", "via") if answer.header(name)]
    return "nothing" if not said and "0.1.0" not in answer.body else str(said)


@case("API9 W5 N2", "Places that others left open: /metrics, /.git/config, /.env, /admin, /debug, /api/v0, /api/v2, /swagger.json", "404 for each")
def left_open(ground):
    paths = ["/metrics", "/.git/config", "/.env", "/admin", "/debug/pprof", "/api/v0/people", "/api/v2/people", "/swagger.json", "/server-status", "/actuator/env", "/graphql"]
    got = {ground.demo.get(path, ground.token("ada")).status for path in paths}
    return "404 for each" if got == {404} else str(got)


@case("API9", "Routes in the source that the description does not have", "none")
def undescribed(ground):
    root = pathlib.Path(__file__).resolve().parent.parent.parent
    listed = set(re.findall(r'Api \w+ "([^"]+)"', (root / "crates/server/src/routes.rs").read_text()))
    described = set(ground.demo.get("/api/v1/openapi.json").json()["paths"])
    return "none" if listed == described and len(listed) > 20 else str(listed ^ described)


@case("API4", "A body of two megabytes, with its length and without", "413 or cut, and nobody is registered")
def huge(ground):
    token, before, data = ground.token("clara"), ground.count(), b'{"details":"' + b"x" * (2 << 20)
    whole = b"Content-Length: %d\r\n\r\n%s" % (len(data), data)
    parts = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(data), data)
    # Whoever is refused before all is sent may find the connection closed before they read why.
    got = {ground.demo.raw(head(token) + body).split("\r\n")[0] for body in (whole, parts)}
    told = "413 or cut" if got <= {"HTTP/1.1 413 Payload Too Large", ""} else str(got)
    return f"{told}, and {'nobody' if ground.count() == before else 'somebody'} is registered"


@case("API4", "A length of a hundred thousand megabytes, and then nothing", "413 problem:too-large, at once")
def announced(ground):
    begun = time.monotonic()
    answer = ground.demo.raw(head(ground.token("clara")) + b"Content-Length: 99999999999\r\n\r\n{")
    told = "413 problem:too-large" if " 413 " in answer[:20] and "problem:too-large" in answer else answer[:60]
    return f"{told}, {'at once' if time.monotonic() - begun < 10 else 'late'}"


def head(token):
    """The head of a command, but for the length of its body."""
    lines = ["POST /api/v1/people HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}", "Idempotency-Key: huge"]
    return "".join(f"{line}\r\n" for line in [*lines, f"Content-Type: {JSON}", "Connection: close"]).encode()


@case("API4", "A compressed body that would grow a thousandfold", "400: it is not unpacked")
def bomb(ground):
    data = gzip.compress(b'{"details":"' + b"x" * (50 << 20))
    answer = ground.demo.ask("POST", "/api/v1/people", data, JSON, ground.token("clara"), Content_Encoding="gzip")
    return f"{answer.status}: it is {'not ' if answer.status < 500 else ''}unpacked"


@case("API4", "A list of a million at a time", "400 problem:unreadable")
def long_list(ground):
    return ground.demo.get("/api/v1/people?limit=1000000", ground.token("clara")).says()


@case("API4", "An address of five thousand characters, and a hundred and one headers", "414, 431")
def long_head(ground):
    long = ground.demo.get("/people?text=" + "x" * 5000, ground.token("clara")).status
    many = ground.demo.raw(b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n" + b"X-Much: 1\r\n" * 101 + b"\r\n")
    return f"{long}, {many.split(' ')[1]}"


@case("API4 W4 N6", "A head that comes a byte a second", "cut within 25 seconds")
def slow_head(ground):
    ground.slow.join()
    seconds = ground.slow.seconds
    return "cut within 25 seconds" if seconds < 25 else f"borne for {seconds:.0f} seconds"


@case("API4 W4 N6", "Sixty connections from one address, where forty are allowed", "no more than forty; then all is as before")
def many_connections(ground):
    held, answered = [], 0
    for _ in range(60):
        try:
            held.append(ground.hospital.connect())
            held[-1].sendall(f"GET /api/v1/health/live HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            answered += held[-1].recv(4096).startswith(b"HTTP/1.1 200")
        except OSError:
            continue
    for stream in held:
        stream.close()
    after = 0
    for _ in range(50):
        try:
            after = ground.hospital.get("/api/v1/health/live").status
            break
        except OSError:
            continue
    return f"{'no more than forty' if 30 <= answered <= 40 else answered}; then {'all is as before' if after == 200 else after}"


@case("W8 N8 API8", "Two lengths for one body, so that two readers see two requests", "400, and one answer")
def smuggling(ground):
    inner = "GET /api/v1/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    answer = ground.demo.raw(f"{head}Content-Length: 0\r\nContent-Length: {len(inner)}\r\n\r\n{inner}".encode())
    return f"{answer.split(' ')[1]}, and {'one answer' if answer.count('HTTP/1.1 ') == 1 else 'more answers'}"


def begin(ground):
    """What takes long begins at once."""
    ground.slow = Slow(ground.demo)
