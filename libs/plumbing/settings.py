"""What a service is told from outside. Every name begins with ``AFTERCARE_``."""

from pathlib import Path

from pydantic import PostgresDsn, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The same for all services. Durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", extra="ignore", frozen=True)

    database_url: PostgresDsn
    amqp_url: SecretStr
    jwks_file: Path
    issuer: str = "aftercare"
    audience: str = "aftercare"

    pool_size: int = 10
    pool_wait_seconds: float = 5.0
    body_bytes_max: int = 1_000_000
    upload_bytes_max: int = 20_500_000
    papers_url: str = "file:///var/lib/aftercare/papers"
    table_bytes_max: int = 64_000_000
    prefetch: int = 20
    relay_batch: int = 200
    relay_poll_seconds: float = 1.0
    publish_timeout_seconds: float = 10.0
    timer_poll_seconds: float = 0.5
    retry_delays_seconds: tuple[float, ...] = (1, 5, 30, 120, 600)
    private_kept_seconds: float = 3600.0
    idempotency_kept_days: int = 30
    log_level: str = "INFO"
