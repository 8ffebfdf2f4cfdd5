"""A mail server that keeps what it is sent: one folder, one file for each e-mail, in the order in which they came.

It speaks STARTTLS and wants a name and a password. Nobody has an address that begins with "nobody"; whoever's begins with
"later" is told the first time to come again. While there is a file called "hold", an e-mail that has come is kept and not
acknowledged.
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

FOLDER, CERTIFICATE, KEY, USER, PASSWORD = sys.argv[1:]
told_later = set()


class Handler:
    def __init__(self):
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 There is nobody of that name here"
        if address.startswith("later") and address not in told_later:
            told_later.add(address)
            return "451 4.2.2 Come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        text = envelope.content.decode("utf-8", "replace")
        kept = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "text": text})
        whole = os.path.join(FOLDER, f"{self.count:04}.json")
        with open(whole + ".part", "w") as file:
            file.write(kept)
        os.rename(whole + ".part", whole)
        while os.path.exists(os.path.join(FOLDER, "hold")):
            await asyncio.sleep(0.02)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    is_known = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=False)


async def main():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE, KEY)
    handler = Handler()

    def speak():
        return SMTP(
            handler, tls_context=tls, require_starttls=True, authenticator=authenticate, auth_required=True, hostname="localhost"
        )

    server = await asyncio.get_running_loop().create_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    ready = os.path.join(FOLDER, "ready")
    with open(ready + ".part", "w") as file:
        file.write(str(port))
    os.rename(ready + ".part", ready)
    await server.serve_forever()


asyncio.run(main())
