"""What notify alone is told from outside. Every name begins with ``AFTERCARE_``; durations are in seconds."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


class SendingSettings(BaseSettings):
    """How things leave the house. Without ``smtp_host`` no mail does.

    ``webhook_networks`` are private networks (CIDR) that may be called all the same, as a JSON list; ``public_url`` stands before
    the paths of customers' links.
    """

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", extra="ignore", frozen=True, hide_input_in_errors=True)

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_sender: str = "aftercare@localhost"
    smtp_sender_name: str = "客户服务中心"
    smtp_ca_file: Path | None = None
    smtp_seconds: float = 45.0

    tls_required: bool = False

    public_url: str = "http://127.0.0.1:8104"

    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    webhook_ports: tuple[int, ...] = (80, 443, 8443)
    webhook_connect_seconds: float = 5.0
    webhook_seconds: float = 20.0
    webhook_answer_bytes_max: int = 16_384
    webhook_ca_file: Path | None = None

    sending_at_once: int = 20
    sending_at_once_each: int = 8
    sending_lease_seconds: float = 60.0
    """Longer than any attempt takes; what a dead sender had in hand goes out after it."""
    sending_poll_seconds: float = 1.0

    @model_validator(mode="after")
    def _by_tls(self) -> Self:
        """Raises ``ValueError`` where mail would go in the open."""
        if self.tls_required and self.smtp_host and self.smtp_tls == "none":
            raise ValueError("TLS is required: AFTERCARE_SMTP_TLS is starttls or tls")
        return self

    def lacking(self) -> list[str]:
        """What whoever runs it should know at the start: the service runs all the same, as for a look at it."""
        told: list[str] = []
        if not self.smtp_host:
            told.append("no mail goes out: AFTERCARE_SMTP_HOST is not set")
        elif (urlsplit(self.public_url).hostname or "") in LOOPBACK:
            told.append("customers cannot open their links: AFTERCARE_PUBLIC_URL leads to this machine only")
        return told
