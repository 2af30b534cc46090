"""Certificates for tests of TLS, made by openssl: an authority, and what it signed."""

import shutil
import subprocess
from pathlib import Path

import pytest


def openssl(folder: Path, *words: str) -> None:
    """Run openssl in a folder."""
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def make_certificates(folder: Path) -> Path:
    """An authority, and certificates: server, client, one that has expired, one for elsewhere."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    rsa = ("-newkey", "rsa:2048", "-nodes")
    openssl(
        folder, "req", "-x509", *rsa, "-keyout", "ca.key", "-out", "ca.pem", "-days", "9",
        "-subj", "/CN=Test CA", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )  # fmt: skip
    here = "DNS:localhost,IP:127.0.0.1"
    for name, names, days in (
        ("server", here, "9"), ("client", here, "9"), ("expired", here, "-1"),
        ("elsewhere", "DNS:elsewhere.example", "9"),
    ):  # fmt: skip
        openssl(
            folder, "req", *rsa, "-keyout", f"{name}.key", "-out", f"{name}.csr",
            "-subj", f"/CN={name}",
        )  # fmt: skip
        (folder / f"{name}.ext").write_text(f"subjectAltName={names}\n", encoding="ascii")
        openssl(
            folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", days, "-extfile", f"{name}.ext", "-out", f"{name}.pem",
        )  # fmt: skip
    return folder


def make_self_signed(folder: Path) -> Path:
    """A certificate that nobody but itself vouches for: self.pem and self.key."""
    openssl(
        folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "self.key",
        "-out", "self.pem", "-days", "9", "-subj", "/CN=self",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    )  # fmt: skip
    return folder
