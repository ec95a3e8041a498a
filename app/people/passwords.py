"""Argon2id through Passlib's API, with as much work for an unknown person as for a known one."""

from functools import cache

from passlib.context import CryptContext

from app.people.rules import Unfit, unfit
from app.settings import Mode, settings


@cache
def _context() -> CryptContext:
    """OWASP's 19 MiB, two rounds, one lane (28 ms); the tests take the least Argon2 allows."""
    memory, rounds = (8, 1) if settings().mode is Mode.TEST else (19 * 1024, 2)
    return CryptContext(
        schemes=["argon2"],
        argon2__type="ID",
        argon2__memory_cost=memory,
        argon2__time_cost=rounds,
        argon2__parallelism=1,
    )


@cache
def _nobody() -> str:
    return _context().hash("nobody has this password")


def hashed(password: str) -> str:
    return _context().hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password fits. Without a hash the same work is done and the answer is no."""
    right = _context().verify(password, password_hash or _nobody())
    return right and password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's and is to be made again."""
    return _context().needs_update(password_hash)


def unfit_for(password: str, *own: str) -> Unfit | None:
    """Why somebody with this name and address cannot have this password. The demo's may be easy to guess."""
    return unfit(password, own, deny=settings().mode is not Mode.DEMO)
