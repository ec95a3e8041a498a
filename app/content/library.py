"""The modules this deployment has: the newest of each, and every older version somebody is still in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from app.content.loader import load_or_refuse, restored, stored
from app.content.schema import Module
from app.content.tables import StoredModule
from app.database import add_if_absent


class UnknownModule(LookupError):
    """No module has this digest, here or in the stored copies."""


class Library:
    """Immutable modules by digest. What was read once from the stored copies stays in memory."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.newest = modules
        self._by_digest = {module.digest: module for module in modules.values()}

    @classmethod
    def of(cls, folder: Path) -> "Library":
        return cls(load_or_refuse(folder))

    def versions(self, db: Session, digests: Iterable[str]) -> dict[str, Module]:
        """The modules with these digests; at most one query, and none for what is in memory."""
        wanted = set(digests)
        absent = wanted - self._by_digest.keys()
        if absent:
            copies = db.exec(select(StoredModule).where(col(StoredModule.digest).in_(absent))).all()
            self._by_digest |= {copy.digest: restored(copy.document, copy.digest) for copy in copies}
        if missing := wanted - self._by_digest.keys():
            raise UnknownModule(", ".join(sorted(missing)))
        return {digest: self._by_digest[digest] for digest in wanted}

    def keep(self, db: Session, module: Module, *, at: datetime) -> None:
        """Stores the module's copy when it is first begun."""
        copy = {"digest": module.digest, "slug": module.slug, "document": stored(module), "first_used_at": at}
        add_if_absent(db, StoredModule, [copy])
