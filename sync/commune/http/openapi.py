"""The API's description, made from the very structs that both ends decode with.

Guarantees: schemas cannot drift from ``sync.protocol``. Describes bodies and answers, not the signature
headers' grammar: that is RFC 9421 and docs/protocol.md.
"""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from sync.protocol import (
    DATA_TYPES,
    PATH_CHANGES,
    PATH_ENROL,
    PATH_EVENTS,
    PATH_TIME,
    VERSION,
    Changes,
    EnrolReply,
    EnrolRequest,
    Event,
    Problem,
    SignedTime,
    Verdicts,
)
from sync.protocol.pack_repository import PATH_PACKS

_ROOTS: tuple[Any, ...] = (
    Event, Verdicts, EnrolRequest, EnrolReply, Changes, SignedTime, Problem, *DATA_TYPES.values()
)


@functools.cache
def document() -> bytes:
    """OpenAPI 3.1 as JSON."""
    _, components = msgspec.json.schema_components(_ROOTS, ref_template="#/components/schemas/{name}")
    components["Batch"] = {
        "type": "object", "required": ["events"], "additionalProperties": False,
        "properties": {"events": {"type": "array", "items": _ref("Event")}},
    }
    return msgspec.json.encode({
        "openapi": "3.1.0",
        "info": {"title": "Bình dân học vụ số: điểm thực hành và xã", "version": str(VERSION)},
        "paths": _paths(),
        "components": {"schemas": components},
    })


def _paths() -> dict[str, Any]:
    return {
        PATH_EVENTS: {"post": _operation(
            "Sends at most 200 events, gzipped; each is judged alone. Signed.", "Verdicts", body="Batch")},
        PATH_ENROL: {"post": _operation("Redeems an invitation.", "EnrolReply", 201, body="EnrolRequest")},
        PATH_CHANGES: {"get": _operation(
            "The snapshot newer than a version; 304 where there is none. Signed.", "Changes", query="since")},
        PATH_TIME: {"get": _operation("The server's clock, signed for a nonce.", "SignedTime", query="nonce")},
        PATH_PACKS + "{name}": {"get": _pack_file()},
    }


def _pack_file() -> dict[str, Any]:
    """The one operation whose answer is a file."""
    file = {"application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}
    problem = _content("application/problem+json", "Problem")
    answers = {"200": "The whole file", "206": "The file from a byte on", "304": "The one already known"}
    return {
        "summary": "A file of the lesson packs' repository; one Range and If-None-Match are understood. Signed.",
        "parameters": [_parameter("name", "path"), _parameter("Range", "header"),
                       _parameter("If-Range", "header"), _parameter("If-None-Match", "header")],
        "responses": {
            **{status: {"description": text} | ({"content": file} if status != "304" else {})
               for status, text in answers.items()},
            "default": {"description": "Problem", "content": problem},
        },
    }


def _parameter(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where != "header", "schema": {"type": "string"}}


def _operation(
    summary: str, answer: str, status: int = 200, *, body: str = "", query: str = ""
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": summary,
        "responses": {
            str(status): {"description": answer, "content": _content("application/json", answer)},
            "default": {"description": "Problem", "content": _content("application/problem+json", "Problem")},
        },
    }
    if body:
        operation["requestBody"] = {"required": True, "content": _content("application/json", body)}
    if query:
        operation["parameters"] = [_parameter(query, "query")]
    return operation


def _content(kind: str, name: str) -> dict[str, Any]:
    return {kind: {"schema": _ref(name)}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
