"""Real peers for network tests: Orthanc and DCMTK's servers, on free ports."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.hosts import HERE, Host
from viewer.model.node import Node

_PLUGINS = Path("/usr/share/orthanc/plugins")
_START_S = 60  # seconds; on a busy machine Orthanc takes ten and more


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], *, port: int, folder: Path, host: Host = HERE
) -> Iterator[None]:
    """A program that listens on a port; it is ended at the end."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*host.enter, *command],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**os.environ, "TCP_NODELAY": "1"},
        )
        try:
            _wait_for((host.address, port), process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(address: tuple[str, int], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.02)
            continue
        return
    pytest.fail("a peer did not start")


@dataclass(frozen=True)
class Orthanc:
    """A running Orthanc."""

    node: Node
    http_port: int

    @property
    def web_url(self) -> str:
        """The base of its DICOMweb service."""
        return f"http://{self.node.host}:{self.http_port}/dicom-web"


@contextmanager
def orthanc(
    folder: Path, *, own_ae_title: str, own_port: int, host: Host = HERE
) -> Iterator[Orthanc]:
    """An Orthanc that knows us by title and port."""
    if shutil.which("Orthanc") is None:
        pytest.skip("Orthanc is not installed")
    dicom, http = free_port(), free_port()
    plugins = [str(p) for p in (_PLUGINS / "libOrthancDicomWeb.so",) if p.exists()]
    configuration = {
        "Name": "PEER", "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "Plugins": plugins, "HttpPort": http, "RemoteAccessAllowed": host is not HERE,
        "AuthenticationEnabled": False, "DicomAet": "ORTHANC", "DicomPort": dicom,
        "DicomCheckCalledAet": False, "DicomAlwaysAllowEcho": True, "DicomAlwaysAllowStore": True,
        "DicomAlwaysAllowFind": True, "DicomAlwaysAllowGet": True, "DicomAlwaysAllowMove": True,
        "UnknownSopClassAccepted": True, "OverwriteInstances": True, "StableAge": 1,
        "DefaultEncoding": "Utf8",
        "DicomModalities": {
            "viewer": {"AET": own_ae_title, "Host": host.our_address, "Port": own_port,
                       "AllowStorageCommitment": True}
        },
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }  # fmt: skip
    (folder / "orthanc.json").write_text(json.dumps(configuration), encoding="utf-8")
    # It listens for HTTP last.
    with running(["Orthanc", str(folder / "orthanc.json")], port=http, folder=folder, host=host):
        yield Orthanc(Node("pacs", host=host.address, port=dicom, ae_title="ORTHANC"), http)


_QRSCP = """NetworkTCPPort  = {port}
MaxPDUSize      = 131072
MaxAssociations = 64
HostTable BEGIN
viewer = ({title}, 127.0.0.1, {own_port})
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
QRSCP {folder}/qr RW (500, 1024mb) ANY
AETable END
"""


@contextmanager
def dcmqrscp(
    folder: Path, *, own_ae_title: str, own_port: int, options: Sequence[str] = ()
) -> Iterator[Node]:
    """DCMTK's small archive."""
    port = free_port()
    (folder / "qr").mkdir()
    text = _QRSCP.format(port=port, title=own_ae_title, own_port=own_port, folder=folder)
    (folder / "dcmqrscp.cfg").write_text(text, encoding="utf-8")
    command = ["dcmqrscp", *options, "-c", str(folder / "dcmqrscp.cfg"), str(port)]
    with running(command, port=port, folder=folder):
        yield Node("qr", host="127.0.0.1", port=port, ae_title="QRSCP")
