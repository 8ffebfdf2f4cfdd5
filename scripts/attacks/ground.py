"""Two servers to attack, and what an attacker has: sockets, a browser's cookies, patience.

The demonstration has people in it and a button for everybody who works there. The hospital is a server as it is run in
earnest: over TLS, with passwords and second factors, a log in JSON, and one administrator to begin with.
"""

import hashlib
import hmac
import html
import http.client
import json
import pathlib
import re
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOST = "carer.example.org"
PASSWORD = "seven quiet herons on the quay"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Answer:
    """What came back: a status, headers in lower case, a body."""

    def __init__(self, status, headers, body, prefix=""):
        self.status, self.headers, self.body, self.prefix = status, headers, body, prefix

    def header(self, name):
        return next((value for own, value in self.headers if own == name), "")

    def all(self, name):
        return [value for own, value in self.headers if own == name]

    def json(self):
        return json.loads(self.body)

    def says(self):
        """The status, and the sort of problem where there is one."""
        try:
            kind = self.json()["type"].removeprefix("urn:carer:")
        except (ValueError, KeyError, TypeError):
            return str(self.status)
        return f"{self.status} {kind}"

    def cookie(self, name):
        """The value of a cookie, under the name that it has on this server."""
        return self.cookies().get(self.prefix + name)

    def cookies(self):
        """The cookies that are set, by their names as a browser keeps them."""
        return dict(line.split(";")[0].split("=", 1) for line in self.all("set-cookie"))


class Server:
    """A server that runs, and how to call it."""

    def __init__(self, program, words, scratch, name, tls=None):
        self.tls, self.log = tls, scratch / f"{name}.log"
        self.process = subprocess.Popen(
            [program, *words], stdout=subprocess.PIPE, stderr=self.log.open("wb"), text=True, cwd=scratch
        )
        self.said = []
        for line in self.process.stdout:
            self.said.append(line.strip())
            if line.startswith("Stop it"):
                break
        served = next((line for line in self.said if " is served at " in line), None)
        if served is None:
            raise SystemExit(f"{name} did not start:\n{self.log.read_text()}")
        self.port = int(re.search(r":(\d+)/$", served)[1])
        self.host = HOST if tls else "localhost"
        # Over TLS a browser takes a cookie of this name from this very host only.
        self.prefix = "__Host-" if tls else ""

    def stop(self):
        self.process.terminate()
        return self.process.wait(60)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=40)
        return self.tls.wrap_socket(plain, server_hostname=HOST) if self.tls else plain

    def raw(self, data):
        """Sends bytes, and gives whatever comes until the other side closes."""
        with self.connect() as stream:
            got = b""
            try:
                stream.sendall(data)
                while part := stream.recv(65536):
                    got += part
            except OSError:
                pass  # It was cut: what came before counts.
        return got.decode(errors="replace")

    def ask(self, method, path, body=None, kind=None, token=None, **headers):
        """One request on a connection of its own. Header names are given with `_` for `-`."""
        sent = {"Host": self.host, "Connection": "close"}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if method == "POST" and path.startswith("/api/"):
            sent["Idempotency-Key"] = uuid.uuid4().hex
        if isinstance(body, (dict, list)):
            body, kind = (json.dumps(body), JSON) if path.startswith("/api/") else (urllib.parse.urlencode(body), FORM)
        if kind:
            sent["Content-Type"] = kind
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body.encode() if isinstance(body, str) else body
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        connection.sock = self.connect()
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            connection.putheader(name, value)
        if data is not None and "Transfer-Encoding" not in sent:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        response = connection.getresponse()
        headers = [(name.lower(), value) for name, value in response.getheaders()]
        answer = Answer(response.status, headers, response.read().decode(errors="replace"), self.prefix)
        connection.close()
        return answer

    def get(self, path, token=None, **headers):
        return self.ask("GET", path, token=token, **headers)

    def post(self, path, body, token=None, **headers):
        return self.ask("POST", path, body, token=token, **headers)


class Ground:
    """Everything that a case may use."""

    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch
        record = scratch / "demonstration"
        self.demo = Server(program, ["demo", "--listen", "127.0.0.1:0", "--data", str(record)], scratch, "demo")
        self.demo_record = record
        self.hospital_record = scratch / "hospital"
        programme = ROOT / "programmes/living-kidney-us.toml"
        words = ["serve", "--programme", str(programme), "--data", str(self.hospital_record), "--listen", "127.0.0.1:0"]
        words += ["--host", HOST, "--log", "json", "--connections-per-address", "40", *certificate(scratch)]
        self.hospital = Server(program, words, scratch, "hospital", trusting(scratch / "certificate.pem"))
        self.tokens, self.people = {}, {}

    def stop(self):
        for server in (self.demo, self.hospital):
            if server.process.poll() is None:
                server.stop()

    # The demonstration.

    def token(self, login):
        """The secret of a session of somebody in the demonstration."""
        if login not in self.tokens:
            self.tokens[login] = self.demo.post("/sign-in/demo", {"login": login}).cookie("carer-session")
        return self.tokens[login]

    def person(self, number):
        """The id of somebody in the demonstration, by their number."""
        if number not in self.people:
            found = self.demo.get(f"/api/v1/people?text={urllib.parse.quote(number)}", self.token("clara")).json()
            self.people[number] = next(one["id"] for one in found["people"] if one["details"]["number"] == number)
        return self.people[number]

    def count(self):
        return self.demo.get("/api/v1/people?limit=1", self.token("clara")).json()["total"]

    # The hospital.

    def welcome(self):
        """The path of the first administrator's link, as the server printed it."""
        return next(line for line in self.hospital.said if "/welcome/" in line).split(HOST, 1)[1].split("/", 1)[1]

    def administrator(self):
        """Lets the first administrator in, by the link and with a second factor; gives their session's secret."""
        if "administrator" not in self.tokens:
            self.link = "/" + self.welcome()
            entered = self.hospital.post(self.link, {"new": PASSWORD, "again": PASSWORD})
            self.weak = entered.cookie("carer-session")
            self.secret, session = second_factor(self.hospital, self.weak)
            self.tokens["administrator"] = session
        return self.tokens["administrator"]

    def hire(self, login, role):
        """Opens an account for somebody with a post; gives its id and the path of their link."""
        token = self.administrator()
        details = {"name": "Somebody", "login": login}
        opened = expect(self.hospital.post("/api/v1/accounts", {"details": details}, token), 201)
        account = opened.header("location").rsplit("/", 1)[1]
        today = self.hospital_day()
        expect(self.hospital.post(f"/api/v1/accounts/{account}/posts", {"role": role, "on": today}, token), 201)
        invited = expect(self.hospital.post(f"/api/v1/accounts/{account}/invite", None, token), 201)
        return account, invited.json()["path"]

    def hospital_day(self):
        """The day in the programme's time zone, as a page says it."""
        said = re.search(r"Today is (\d+ \w+ \d{4})", self.hospital.get("/sign-in").body)[1]
        return time.strftime("%Y-%m-%d", time.strptime(said, "%d %B %Y"))


def expect(answer, status):
    if answer.status != status:
        raise AssertionError(f"{answer.status} in place of {status}: {answer.body[:300]}")
    return answer


def second_factor(server, session):
    """Sets a second factor up; gives its secret, and the session that follows."""
    page = server.get("/account/second-factor", session).body
    secret = bytes.fromhex(html.unescape(re.search(r'name="secret" value="([0-9a-f]+)"', page)[1]))
    body = {"secret": secret.hex(), "code": code(secret)}
    done = expect(server.post("/account/second-factor", body, session), 200)
    return secret, done.cookie("carer-session")


def code(secret, steps=0):
    """The code of now, or of so many half minutes later (RFC 6238)."""
    digest = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def certificate(scratch):
    """A certificate for the hospital, and the flags that name it."""
    if shutil.which("openssl") is None:
        raise SystemExit("openssl is not installed: a certificate for the test is made with it")
    files = [str(scratch / "certificate.pem"), str(scratch / "key.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-out", files[0], "-keyout", files[1]]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return ["--tls-certificate", files[0], "--tls-key", files[1]]


def trusting(path):
    return ssl.create_default_context(cafile=str(path))


class Listener:
    """Somebody who waits to be called by a server that was told to."""

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(1.5)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/latest/meta-data"
        return self

    def __exit__(self, *_):
        self.socket.close()

    def calls(self):
        try:
            self.socket.accept()
        except TimeoutError:
            return 0
        return 1


class Slow(threading.Thread):
    """Sends a byte of a request's head a second, and sees for how long that is borne."""

    def __init__(self, server, most=40):
        super().__init__(daemon=True)
        self.server, self.most, self.seconds = server, most, None
        self.start()

    def run(self):
        begun = time.monotonic()
        with self.server.connect() as stream:
            stream.settimeout(1)
            try:
                stream.sendall(f"GET /sign-in HTTP/1.1\r\nHost: {self.server.host}\r\nX-Slow: ".encode())
                while time.monotonic() - begun < self.most:
                    try:
                        if not stream.recv(4096):
                            break
                    except TimeoutError:
                        stream.sendall(b"x")
            except OSError:
                pass  # Cut: that is what is looked for.
        self.seconds = time.monotonic() - begun


def scratch_directory():
    return pathlib.Path(tempfile.mkdtemp(prefix="carer-attack-"))
