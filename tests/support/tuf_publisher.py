"""A publisher of lesson packs for tests: signs with python-tuf's own API, and can do everything wrong.

    repository = PackRepository()
    repository.add(made_pack(tmp_path / "built", version="1.0.0"))
    repository.publish(tmp_path / "stick")
    Taker(repository.bootstrap, tmp_path / "data").take(tmp_path / "stick")        # tests/support/install_target.py

The form on the stick is that of kiosk.packs.format.repository_paths, as the real publisher's is (tests/integration).
"""

from __future__ import annotations

import copy
import hashlib
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from kiosk.authoring.builder import Spoken, build_pack
from kiosk.authoring.workspace import gather
from kiosk.packs.format.manifest import Listed, Manifest, canonical
from kiosk.packs.format.repository_paths import REPOSITORY, TIME_FORMAT
from sync.protocol.pack_repository import file_target, manifest_target, stored_at
from tests.support.lesson_folders import ASSETS, change, pack_folder

SIGNED_AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
EXPIRES = datetime(2029, 11, 22, tzinfo=UTC)
TOP = ("targets", "snapshot", "timestamp")
PACK = "goi"


def sound(seconds: float = 0.1) -> bytes:
    """A plain WAV of silence."""
    frames = b"\0\0" * int(8000 * seconds)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16,
                       b"data", len(frames))
    return head + frames


def made_pack(out: Path, version: str = "1.0.0", lessons: Sequence[str] = ("bai-mot",), *, say: str = "",
              sheets: Mapping[str, bytes] | None = None, pack: str = PACK) -> Path:
    """A built pack. ``say`` replaces a line of the first lesson; ``sheets`` are SVGs beside it."""
    source = out / f"nguon-{pack}-{version}"
    folder = pack_folder(source, *lessons)
    text = (folder / "pack.yaml").read_text(encoding="utf-8").replace("1.0.0", version)
    if pack != PACK:
        text = text.replace(f"id: {PACK}", f"id: {pack}")
        folder = folder.rename(source / pack)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    if say:
        change(folder / lessons[0], "Bác đọc tên nhé.", say)
    for name, content in (sheets or {}).items():
        (folder / lessons[0] / name).write_bytes(content)
    gathered = gather(source, ASSETS)
    assert gathered.findings == []
    return build_pack(gathered.packs[0], ASSETS, out / version, [Spoken("Bác đọc tên nhé.", sound(), "wav")])


def sheet(number: int, size: int = 200) -> bytes:
    """A drawing of ``size`` bytes, another one for each number."""
    return f"<svg><!-- {number} -->".encode().ljust(size - 6) + b"</svg>"


def remade(built: Path, out: Path, alter: Callable[[dict[str, bytes]], None] = lambda _files: None,
           **fields: object) -> Path:
    """A pack as a careless publisher would sign it: ``alter`` changes contents by path, then the list is made anew
    (a file under assets/ keeps its wrong name only if ``alter`` gave it one)."""
    files = {str(path.relative_to(built)): path.read_bytes() for path in sorted(built.rglob("*")) if path.is_file()}
    manifest = msgspec.json.decode(files.pop("pack.json"), type=Manifest)
    before = set(files)
    alter(files)
    text = canonical(manifest).decode()
    for name in before & set(files):
        if name.startswith("assets/"):
            right = f"assets/{hashlib.sha256(files[name]).hexdigest()}{Path(name).suffix}"
            text = text.replace(name, right)
            files[right] = files.pop(name)
    manifest = msgspec.json.decode(text, type=Manifest)
    listed = tuple(Listed(path=name, sha256=hashlib.sha256(files[name]).hexdigest(), size=len(files[name]))
                   for name in sorted(files))
    manifest = msgspec.structs.replace(manifest, files=listed, **fields)
    for name, content in {**files, "pack.json": canonical(manifest)}.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    return out


class PackRepository:
    """Keys, versions and contents; ``publish`` signs the next versions and writes all of it."""

    def __init__(self, threshold: int = 2) -> None:
        self.root_keys = [CryptoSigner.generate_ed25519() for _ in range(3)]
        self.keys = {role: CryptoSigner.generate_ed25519() for role in TOP}
        self.versions = dict.fromkeys(TOP, 0)
        self.expires = dict.fromkeys((*TOP, "root"), EXPIRES)
        self.root = Root(expires=EXPIRES, consistent_snapshot=True)
        self.roots: dict[int, bytes] = {}
        self.targets: dict[str, TargetFile] = {}
        self.contents: dict[str, bytes] = {}
        self.signed_at = SIGNED_AT
        self.hashed = True
        self.root.roles["root"].threshold = threshold
        for signer in self.root_keys:
            self.root.add_key(signer.public_key, "root")
        for role, signer in self.keys.items():
            self.root.add_key(signer.public_key, role)
        self.sign_root(self.root_keys[:2])

    @property
    def bootstrap(self) -> bytes:
        return self.roots[1]

    def sign_root(self, signers: Sequence[CryptoSigner]) -> None:
        """The next root version, by exactly these."""
        self.root.expires = self.expires["root"]
        metadata = Metadata(copy.deepcopy(self.root))
        for signer in signers:
            metadata.sign(signer, append=True)
        self.roots[self.root.version] = metadata.to_bytes(JSONSerializer(compact=True))

    def rotate(self, role: str, signers: Sequence[CryptoSigner] | None = None) -> None:
        """Another key for ``role``, in a root signed by two (or by ``signers``)."""
        if role != "root":
            self.root.revoke_key(self.keys[role].public_key.keyid, role)
            self.keys[role] = CryptoSigner.generate_ed25519()
            self.root.add_key(self.keys[role].public_key, role)
        self.root.version += 1
        self.sign_root(self.root_keys[:2] if signers is None else signers)

    def rotate_root_keys(self) -> None:
        """Three other root keys; signed by two old and two new ones."""
        old = self.root_keys
        self.root_keys = [CryptoSigner.generate_ed25519() for _ in range(3)]
        for signer in old:
            self.root.revoke_key(signer.public_key.keyid, "root")
        for signer in self.root_keys:
            self.root.add_key(signer.public_key, "root")
        self.root.version += 1
        self.sign_root([*old[:2], *self.root_keys[:2]])

    def add(self, folder: Path, **told: object) -> Manifest:
        """Signs for a built pack; ``told`` replaces fields of its introduction."""
        raw = (folder / "pack.json").read_bytes()
        manifest = msgspec.json.decode(raw, type=Manifest)
        for entry in manifest.files:
            self.target(file_target(entry.sha256, entry.path.rpartition(".")[2]), (folder / entry.path).read_bytes())
        custom = {"pack": manifest.id, "version": manifest.version, "title": manifest.title, "kind": "lessons",
                  "signed_at": self.signed_at.strftime(TIME_FORMAT), **told}
        self.target(manifest_target(manifest.id, manifest.version), raw, custom)
        return manifest

    def target(self, path: str, content: bytes, custom: object = None) -> None:
        self.targets[path] = TargetFile.from_data(path, content, ["sha256"])
        if custom is not None:
            self.targets[path].unrecognized_fields["custom"] = custom
        self.contents[path] = content

    def publish(self, stick: Path) -> Path:
        """Signs the next versions and writes them with every root and content."""
        for role in TOP:
            self.versions[role] += 1
        return self.write(stick)

    def write(self, stick: Path) -> Path:
        """The same, with the versions as they are."""
        files = {f"metadata/{version}.root.json": content for version, content in self.roots.items()}
        files |= {f"metadata/{name}": content for name, content in self.metadata().items()}
        files |= {f"targets/{stored_at(path, self.targets[path].hashes['sha256'])}": content
                  for path, content in self.contents.items()}
        for name, content in files.items():
            path = stick / REPOSITORY / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return stick

    def metadata(self) -> dict[str, bytes]:
        versions = self.versions
        targets = self.signed("targets", Targets(versions["targets"], expires=self.expires["targets"],
                                                 targets=dict(self.targets)))
        snapshot = self.signed("snapshot", Snapshot(
            versions["snapshot"], expires=self.expires["snapshot"],
            meta={"targets.json": self.meta(versions["targets"], targets)}))
        timestamp = self.signed("timestamp", Timestamp(
            versions["timestamp"], expires=self.expires["timestamp"],
            snapshot_meta=self.meta(versions["snapshot"], snapshot)))
        return {f"{versions['targets']}.targets.json": targets, f"{versions['snapshot']}.snapshot.json": snapshot,
                "timestamp.json": timestamp}

    def meta(self, version: int, content: bytes) -> MetaFile:
        return MetaFile.from_data(version, content, ["sha256"]) if self.hashed else MetaFile(version)

    def signed(self, role: str, body: Targets | Snapshot | Timestamp) -> bytes:
        metadata: Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp]
        match body:
            case Targets():
                metadata = Metadata(body)
            case Snapshot():
                metadata = Metadata(body)
            case Timestamp():
                metadata = Metadata(body)
        metadata.sign(self.keys[role])
        return metadata.to_bytes(JSONSerializer(compact=True))
