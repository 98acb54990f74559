"""Encryption in front of real servers that have none of their own: a certificate, and a proxy that speaks TLS."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")
"""PostgreSQL's SSLRequest, before which nothing is encrypted; the answer is one letter."""


@dataclass(frozen=True)
class Certificate:
    """Of a server on 127.0.0.1; whoever trusts the file `trusted` trusts it."""

    trusted: Path
    secret: Path

    def server(self) -> ssl.SSLContext:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(self.trusted, self.secret)
        return tls


def certificate(folder: Path) -> Certificate:
    """Made new, its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server of the tests")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    made.trusted.write_bytes(signed.public_bytes(Encoding.PEM))
    made.secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


@contextmanager
def encrypting(socket_file: Path, shown: Certificate, *, asked_first: bool = False) -> Iterator[int]:
    """A port that speaks TLS and passes on what is said to the server on this socket.

    With `asked_first` it waits for PostgreSQL's own question before it does, and hangs up on who does not ask.
    """
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    async def talk(near: StreamReader, away: StreamWriter) -> None:
        try:
            if asked_first:
                assert await near.readexactly(len(ASKS_FOR_TLS)) == ASKS_FOR_TLS, "nobody asked for encryption"
                away.write(b"S")
                await away.start_tls(shown.server())
            far, onward = await asyncio.open_unix_connection(str(socket_file))
            try:
                await asyncio.gather(passed(near, onward), passed(far, away))
            finally:
                onward.transport.abort()
        finally:
            away.transport.abort()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(talk, "127.0.0.1", 0, ssl=None if asked_first else shown.server())

    async def hang_up() -> None:
        server.close()
        others = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # What is aborted says goodbye in the next turns of the loop.
        for _ in range(3):
            await asyncio.sleep(0)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(30)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(hang_up(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def passed(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
        writer.close()
