"""Deliveries unpacked on the way: gzip and Zstandard, told from their first bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain

import zstandard

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"

_BLOCK = 1 << 20
_HEAD = 65_536
_SLICE = 1 << 12
"""How much is unpacked at once: a block of 128 KiB may be packed into four bytes."""
_WINDOW = 1 << 27
"""Largest window that a Zstandard frame may ask for (128 MiB), as the `zstd` command allows."""


def unpacked(blocks: Iterator[bytes], damaged: list[bytes]) -> Iterator[bytes]:
    """The blocks as they are or unpacked; what cannot be unpacked is added to `damaged`.

    What was unpacked before the damage comes out; memory is that of a block. Several packed parts
    in one delivery are read as one.
    """
    first = next(blocks, b"")
    if first.startswith(GZIP):
        yield from _gunzipped(first, blocks, damaged)
    elif first.startswith(ZSTD):
        yield from _unzstd(first, blocks, damaged)
    else:
        yield from chain([first], blocks)


def _gunzipped(first: bytes, blocks: Iterator[bytes], damaged: list[bytes]) -> Iterator[bytes]:
    inflate, packed = zlib.decompressobj(wbits=31), first
    try:
        while packed:
            yield inflate.decompress(packed, _BLOCK)
            packed = inflate.unconsumed_tail
            if inflate.eof and inflate.unused_data.startswith(GZIP):
                packed, inflate = inflate.unused_data, zlib.decompressobj(wbits=31)
            elif not inflate.eof:
                packed = packed or next(blocks, b"")
    except zlib.error:
        damaged.append(packed[:_HEAD])
        return
    if not inflate.eof:
        damaged.append(first[:_HEAD])


def _unzstd(first: bytes, blocks: Iterator[bytes], damaged: list[bytes]) -> Iterator[bytes]:
    frame, packed, ready = _zstd_frame(), first, bytearray()
    try:
        while packed:
            ready += frame.decompress(packed[:_SLICE])
            packed = packed[_SLICE:]
            if frame.eof and (frame.unused_data + packed).startswith(ZSTD):
                packed, frame = frame.unused_data + packed, _zstd_frame()
            elif not frame.eof:
                packed = packed or next(blocks, b"")
            else:
                packed = b""
            if len(ready) >= _BLOCK:
                yield bytes(ready)
                ready.clear()
    except zstandard.ZstdError:
        damaged.append(first[:_HEAD])
    yield bytes(ready)
    if not (frame.eof or damaged):
        damaged.append(first[:_HEAD])


def _zstd_frame() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
