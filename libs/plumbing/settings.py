"""What a service is told from outside. Every name begins with ``AFTERCARE_``."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, PostgresDsn, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Some = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseSettings):
    """The same for all services. Durations are in seconds.

    ``migration_url`` is a login that owns the tables; where it is set, ``database_url`` is one that works with their rows and
    no more. With ``tls_required`` a service starts only where all it connects to is reached by TLS with a certificate checked.
    """

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: PostgresDsn
    migration_url: PostgresDsn | None = None
    tls_required: bool = False
    amqp_url: SecretStr
    jwks_file: Path
    issuer: str = "aftercare"
    audience: str = "aftercare"
    metrics_token: SecretStr = SecretStr("")
    token_hours_max: float = 24
    revoked_file: Path | None = None

    pool_size: int = Field(10, ge=4)
    """The relay holds one for good; consumer, timers and doors must each find one."""
    pool_wait_seconds: Seconds = 5.0
    body_bytes_max: Some = 1_000_000
    upload_bytes_max: Some = 20_500_000
    papers_url: str = "file:///var/lib/aftercare/papers"
    table_bytes_max: Some = 64_000_000
    prefetch: Some = 20
    relay_batch: Some = 200
    relay_poll_seconds: Seconds = 1.0
    publish_timeout_seconds: Seconds = 10.0
    timer_poll_seconds: Seconds = 0.5
    retry_delays_seconds: tuple[float, ...] = (1, 5, 30, 120, 600)
    private_kept_seconds: float = Field(3600.0, ge=0)
    idempotency_kept_days: Some = 30
    log_level: str = "INFO"

    @model_validator(mode="after")
    def _by_tls(self) -> Self:
        """Raises ``ValueError`` naming what would go in the open."""
        if not self.tls_required:
            return self
        urls = {"AFTERCARE_DATABASE_URL": self.database_url, "AFTERCARE_MIGRATION_URL": self.migration_url}
        for name, url in urls.items():
            if url is not None and dict(url.query_params()).get("sslmode") != "verify-full":
                raise ValueError(f"TLS is required: end {name} with ?sslmode=verify-full&sslrootcert=/path/to/ca.pem")
        amqp = urlsplit(self.amqp_url.get_secret_value())
        if amqp.scheme != "amqps" or "no_verify_ssl" in amqp.query:
            raise ValueError(
                "TLS is required: AFTERCARE_AMQP_URL is amqps://…?cafile=/path/to/ca.pem, without no_verify_ssl"
            )
        return self
