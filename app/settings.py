"""The environment, read once. Names are in the README; a live service refuses unsafe ones."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
UNSAFE_SECRET = "for-the-demo-only-not-a-secret-00"  # noqa: S105 - refused in live mode


class Mode(StrEnum):
    DEMO = "demo"
    TEST = "test"
    LIVE = "live"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ALONGSIDE_", frozen=True, extra="ignore")

    mode: Mode = Mode.LIVE
    database_url: str = ""
    secret_key: str = UNSAFE_SECRET
    base_url: str = "http://127.0.0.1:8000"
    data_dir: Path = ROOT / "var"
    modules_dir: Path = ROOT / "modules"
    now: AwareDatetime | None = None
    timezone: str = "Europe/London"
    locale: str = Field(default="en_GB", pattern=r"^(pseudo|[a-z]{2,3}(_[A-Z]{2})?)$")
    nation: str = "england"
    threads: int = Field(default=4, ge=1, le=64)
    smtp_url: str = Field(default="", pattern=r"^(smtps?://[^/\s]+/?)?$")
    smtp_seconds: float = Field(default=20, gt=0, le=30)
    mail_from: str = ""
    second_factor: bool = False
    setting_up: bool = False
    """A live service before its first patient: it may lack what patients need, and nobody can invite one."""

    @property
    def database(self) -> str:
        """The database's address; without one, a file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'alongside.db'}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def mails(self) -> bool:
        """Whether notices go into the outbox. The demo and the tests keep them there, to be looked at."""
        return bool(self.smtp_url) or self.mode is not Mode.LIVE

    @property
    def asks_for_code(self) -> bool:
        """Whether staff log in with a code as well as a password. A live service always asks."""
        return self.second_factor or self.mode is Mode.LIVE

    @property
    def sender(self) -> str:
        return self.mail_from or f"Alongside <alongside@{urlsplit(self.base_url).hostname}>"

    def address(self, path: str) -> str:
        """A whole address for a mail: from the settings, never from what a request claims its host is."""
        return f"{self.base_url.rstrip('/')}{path}"

    @property
    def cookie(self) -> str:
        return "__Host-alongside" if self.https else "alongside"


class UnsafeSettings(RuntimeError):
    """A live service was started on settings that are not safe; the text says which and why."""


def unsafe(settings: Settings) -> list[str]:
    """What stops these settings from serving real people, a sentence each; empty when nothing does."""
    if settings.mode is not Mode.LIVE:
        return []
    findings = []
    if settings.secret_key == UNSAFE_SECRET or len(settings.secret_key) < 32:
        findings.append("ALONGSIDE_SECRET_KEY is missing or short: give 32 random characters or more.")
    if not settings.https:
        findings.append("ALONGSIDE_BASE_URL is not https: a login cookie would cross the network in the clear.")
    if settings.now is not None:
        findings.append("ALONGSIDE_NOW is set: a live service runs on the real time.")
    return findings


@cache
def settings() -> Settings:
    return Settings()
