"""What is configured? One typed class; environment (prefix ``GANDAN_``) over one TOML file; unknown keys are refused."""

from __future__ import annotations

import difflib
import os
import tomllib
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from scheduler.delivery.pacing import MOST_A_SECOND, Pace

PREFIX = "GANDAN_"
CONFIG = "GANDAN_CONFIG"  # names the TOML file; gandan.toml in the working folder otherwise
EXIT_MISCONFIGURED = 78  # sysexits.h EX_CONFIG


class Misconfigured(Exception):
    """A setting is missing, wrong or unknown; the message is one line that names the key and the remedy."""


class TelegramMode(StrEnum):
    """How Telegram's updates reach us."""

    POLLING = "polling"
    WEBHOOK = "webhook"


class Settings(BaseSettings):
    """All settings, each with the sentence that explains it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="folder for the database, the key file and logs")
    database_url: str = Field("", description="sqlite:///file or postgresql://...; a file in data_dir if not given")
    key_file: Path | None = Field(None, description="master key, mode 0400; data_dir/master.key if not given")
    telegram_token: SecretStr | None = Field(None, description="bot token; without one Telegram is off")
    telegram_api_base: str = Field("https://api.telegram.org", description="Bot API server (a local one, or a fake)")
    telegram_mode: TelegramMode = Field(TelegramMode.POLLING, description="polling or webhook")
    telegram_webhook_url: str = Field("", description="public https address of this server, for webhook mode")
    telegram_webhook_secret: SecretStr | None = Field(None, description="1-256 of A-Za-z0-9_-, for webhook mode")
    web_host: str = Field("127.0.0.1", description="address the web chat listens on")
    web_port: int = Field(8080, ge=0, le=65535, description="port the web chat listens on; 0 picks a free one")
    public_url: str = Field("", description="address citizens reach the web chat at; http://host:port if not given")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="addresses of reverse proxies whose X-Forwarded-For is believed"
    )
    send_window: int = Field(3, ge=1, le=5, description="messages in flight at once; what a crash can double at most")
    send_rate: float = Field(
        Pace.per_second, gt=0, le=MOST_A_SECOND, description="Telegram messages a second over all chats"
    )
    backup_dir: Path | None = Field(
        None, description="folder for backups, best on another disk; data_dir/backups if not given"
    )
    backup_minutes: int = Field(
        15, ge=0, le=1440, description="minutes between automatic backups of a SQLite database; 0: none"
    )
    backup_days: int = Field(14, ge=1, le=30, description="days for which one backup a day is kept")
    memory_limit: int = Field(2048, ge=0, description="MiB that a process with the role hear may take; 0: no limit")
    clock: datetime | None = Field(None, description="tests only: a clock that stands at this instant")
    staff_page_anywhere: bool = Field(
        False, description="let the staff page answer other machines too (it has no login: only on a staff network)"
    )
    oidc_issuer: str = Field(
        "", description="https address of the province's identity provider; without one there is none"
    )
    oidc_client_id: str = Field("", description="what we are called there")
    oidc_client_secret: SecretStr | None = Field(None, description="what we show there to be believed")
    oidc_name: str = Field("tài khoản của tỉnh", description="what the staff call their account there")
    demo: bool = Field(False, description="demo data: several seats in one browser, codes shown on the start page")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="how much is logged")

    @field_validator("clock")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must name its offset, for example 2026-11-21T08:00+07:00")
        return value

    @model_validator(mode="after")
    def _webhook_whole(self) -> Settings:
        if self.telegram_mode is TelegramMode.WEBHOOK and not (
            self.telegram_webhook_url and self.telegram_webhook_secret
        ):
            raise ValueError("webhook mode needs GANDAN_TELEGRAM_WEBHOOK_URL and GANDAN_TELEGRAM_WEBHOOK_SECRET")
        return self

    @model_validator(mode="after")
    def _oidc_whole(self) -> Settings:
        if not self.oidc_issuer:
            return self
        if not (self.oidc_client_id and self.oidc_client_secret and self.public_url):
            raise ValueError("needs GANDAN_OIDC_CLIENT_ID, GANDAN_OIDC_CLIENT_SECRET and GANDAN_PUBLIC_URL too")
        asked = urlsplit(self.oidc_issuer)
        if asked.scheme != "https" and asked.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("GANDAN_OIDC_ISSUER must be an https address")
        return self

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data_dir / 'gandan.db'}"

    @property
    def province_accounts(self) -> str:
        """What the staff call their accounts of the province; empty where there are none to sign in with."""
        return self.oidc_name if self.oidc_issuer else ""

    @property
    def keys_path(self) -> Path:
        """The key file's place."""
        return self.key_file or self.data_dir / "master.key"

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup_dir or self.data_dir / "backups"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then the values of the TOML file (handed in at construction)."""
        return env_settings, init_settings


def load_settings() -> Settings:
    """The settings of this process. Raises ``Misconfigured`` with one line and a remedy."""
    for name in os.environ:
        if name.startswith(PREFIX) and name != CONFIG:
            _refuse_unknown(name[len(PREFIX) :].lower(), name)
    try:
        return Settings(**_from_file())
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]
        key = PREFIX + "_".join(str(part) for part in first["loc"]).upper() if first["loc"] else "settings"
        raise Misconfigured(f"{key}: {first['msg']}. Sửa giá trị này rồi chạy lại.") from None


def _from_file() -> dict[str, Any]:
    path = Path(os.environ.get(CONFIG, "gandan.toml"))
    if not path.exists():
        if CONFIG in os.environ:
            raise Misconfigured(f"{CONFIG}: không có tệp {path}. Sửa đường dẫn, hoặc bỏ biến này.")
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise Misconfigured(f"{path}: không đọc được ({problem}). Sửa tệp rồi chạy lại.") from problem
    for key in values:
        _refuse_unknown(key, f"{path}: {key}")
    return values


def _refuse_unknown(key: str, shown: str) -> None:
    if key in Settings.model_fields:
        return
    near = difflib.get_close_matches(key, Settings.model_fields, n=1)
    hint = f"Có phải là {PREFIX}{near[0].upper()}?" if near else "Xem các khóa trong docs/settings.md."
    raise Misconfigured(f"{shown}: không có khóa này. {hint}")
