"""Content in an S3-compatible store (Ceph, SeaweedFS, a cloud's): one object per key, large ones in pieces."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from raadhuis.kernel.blobs_folder import CHUNK, Item
from raadhuis.kernel.refusal import NotFound, Unavailable

log = structlog.get_logger(__name__)
# It prints a traceback of each answer that breaks off; we say so ourselves, in one line.
logging.getLogger("urllib3.connection").setLevel(logging.CRITICAL)
PIECE = 16 * 2**20  # S3 takes at most 10 000 pieces of an object: 160 GB
_NAME = re.compile(r"(?:([a-z_]+)/)?([0-9a-f]{8}-[0-9a-f-]{27})")
TRIES = 4  # answers that may break halfway before we give up
_GONE = frozenset({"NoSuchKey", "404", "NotFound", "NoSuchUpload"})


class StoreAway(Unavailable):
    """The store of files does not answer, or refuses us; nothing was kept of the file."""

    title = "De opslag van bestanden is even niet bereikbaar. Probeer het over een paar minuten opnieuw."


@functools.cache
def bucket(*, url: str, name: str, key: str, secret: str, region: str) -> Bucket:
    """The store in the bucket `name` at `url`; one client per process, which its threads share."""
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name=region,
        config=Config(
            connect_timeout=3,
            read_timeout=30,
            retries={"max_attempts": 3, "mode": "standard"},
            s3={"addressing_style": "path"},
            # The newer checksums are unknown to many stores that are not Amazon's; we keep a SHA-256 ourselves.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return Bucket(client, name)


class Bucket:
    """A bucket as a store; the bucket exists already, the operator made it."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self._name = client, name

    def writer(self, shelf: str, key: UUID) -> _Upload:
        """Start writing new content."""
        return _Upload(functools.partial(self._call, Key=_object(shelf, key)))

    def read(self, shelf: str, key: UUID, start: int, stop: int | None) -> Generator[bytes]:
        """The bytes from `start` up to `stop`. Raises NotFound."""
        call = functools.partial(self._call, Key=_object(shelf, key))
        size = int(_said(call("head_object"), "ContentLength"))
        return _chunks(call, start, size if stop is None else min(stop, size))

    def delete(self, shelf: str, key: UUID) -> None:
        """Remove the content, finished or half written."""
        name = _object(shelf, key)
        self._call("delete_object", Key=name)
        for upload in self._call("list_multipart_uploads", Prefix=name).get("Uploads", ()):
            try:
                self._call("abort_multipart_upload", Key=upload["Key"], UploadId=upload["UploadId"])
            except NotFound:
                continue  # finished or removed by somebody else

    def older_than(self, shelf: str, moment: datetime) -> Iterator[UUID]:
        """The keys last touched before the moment, of objects and of uploads that were never finished."""
        for method, found, when in (
            ("list_objects_v2", "Contents", "LastModified"),
            ("list_multipart_uploads", "Uploads", "Initiated"),
        ):
            with _refusing():
                pages = self._client.get_paginator(method).paginate(Bucket=self._name, Prefix=f"{shelf}/")
                for page in pages:
                    for item in page.get(found, ()):
                        if item[when] < moment and not self._goes_on(item, moment):
                            yield UUID(item["Key"].rpartition("/")[2])

    def everything(self) -> Iterator[Item]:
        """What is finished, on every shelf; a bucket may hold other things too."""
        with _refusing():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name):
                for item in page.get("Contents", ()):
                    if name := _NAME.fullmatch(item["Key"]):
                        yield Item(name[1] or "", UUID(name[2]), int(item["Size"]))

    def _goes_on(self, item: dict[str, Any], moment: datetime) -> bool:
        """Whether this is an upload that was begun long ago and of which a piece came in since."""
        if "UploadId" not in item:
            return False
        try:
            pieces = self._client.get_paginator("list_parts").paginate(
                Bucket=self._name, Key=item["Key"], UploadId=item["UploadId"]
            )
            return any(piece["LastModified"] >= moment for page in pieces for piece in page.get("Parts", ()))
        except ClientError:
            return True  # finished or given up while we looked

    def _call(self, method: str, **arguments: Any) -> Any:
        with _refusing():
            return getattr(self._client, method)(Bucket=self._name, **arguments)


class _Upload:
    """Small content is one call; larger content goes in pieces as soon as each is full."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call, self._kept, self._id = call, bytearray(), ""
        self._pieces: list[dict[str, Any]] = []

    def write(self, chunk: bytes) -> None:
        self._kept += chunk
        while len(self._kept) >= PIECE:
            self._send(bytes(self._kept[:PIECE]))
            del self._kept[:PIECE]

    def finish(self) -> None:
        if not self._id:
            self._call("put_object", Body=bytes(self._kept))
            return
        if self._kept:
            self._send(bytes(self._kept))
        self._call("complete_multipart_upload", UploadId=self._id, MultipartUpload={"Parts": self._pieces})

    def abandon(self) -> None:
        if self._id:
            try:
                self._call("abort_multipart_upload", UploadId=self._id)
            except (NotFound, Unavailable):
                log.warning("blob.left_behind")  # the sweep finds it

    def _send(self, piece: bytes) -> None:
        if not self._id:
            self._id = _said(self._call("create_multipart_upload"), "UploadId")
        number = len(self._pieces) + 1
        sent = self._call("upload_part", UploadId=self._id, PartNumber=number, Body=piece)
        self._pieces.append({"PartNumber": number, "ETag": _said(sent, "ETag")})


def _chunks(call: Callable[..., Any], start: int, stop: int) -> Generator[bytes]:
    """The bytes, one answer after the other: a connection that breaks halfway is no reason to begin anew, or to give up."""
    for left in reversed(range(TRIES)):
        if start >= stop:
            return
        try:
            answer = call("get_object", Range=f"bytes={start}-{stop - 1}")
            with _refusing(), closing(answer["Body"]) as body:
                for chunk in body.iter_chunks(CHUNK):
                    start += len(chunk)
                    yield chunk
        except StoreAway:
            if not left:
                raise
    if start < stop:
        raise StoreAway  # its answers end too early, and do not say so


def _said(answer: dict[str, Any], name: str) -> Any:
    """What an answer says; StoreAway when a broken connection took that away."""
    if name not in answer:
        raise StoreAway
    return answer[name]


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _GONE:
            raise NotFound from None
        log.error("blob.store_refuses", code=code)
        raise StoreAway from error
    except BotoCoreError as error:
        log.error("blob.store_away", error=type(error).__name__)
        raise StoreAway from error


def _object(shelf: str, key: UUID) -> str:
    return f"{shelf}/{key}" if shelf else str(key)
