"""A real S3 server (SeaweedFS) for tests, with an empty bucket."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from raadhuis.host.ports import free_port

BUCKET, KEY, SECRET = "raadhuis", "raadhuis", "een geheim van de opslag"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Its address, while it serves from `folder`."""
    identity = {
        "name": "raadhuis",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    used = list(ports.values())
    argv = [str(Path(sys.executable).parent / "weed"), "server", "-s3", f"-s3.config={folder / 's3.json'}"]
    argv += [f"-dir={folder}", "-ip=127.0.0.1", "-master.telemetry=false"]
    argv += ["-volume.max=100", "-master.volumeSizeLimitMB=64"]
    argv += [
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
    ]  # these have ports of their own, that two servers cannot share
    for name, port in ports.items():
        used.append(free_port())
        argv += [f"-{name}.port={port}", f"-{name}.port.grpc={used[-1]}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log, cwd=folder)
    url = f"http://127.0.0.1:{ports['s3']}"
    try:
        _make_bucket(url, folder / "log")
        yield url
    finally:
        process.kill()  # it takes half a minute to say goodbye, and nothing in it is kept
        process.wait(20)
        for left in Path(tempfile.gettempdir()).glob("seaweedfs-*.sock"):
            if any(left.stem.endswith(f"-{port}") for port in used):
                left.unlink()


def _make_bucket(url: str, log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            client = boto3.client(
                "s3",
                endpoint_url=url,
                aws_access_key_id=KEY,
                aws_secret_access_key=SECRET,
                region_name="us-east-1",
            )
            client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="begin", Body=b"x")
        except (BotoCoreError, ClientError):
            assert time.monotonic() < end, log.read_text()[-3000:]
            time.sleep(0.2)
        else:
            return
