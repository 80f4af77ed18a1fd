"""Every setting of the installation, read once from TIC_* variables; .env.example lists them all."""

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Frozen. Sizes are bytes, durations seconds. Empty means the embedded default."""

    model_config = SettingsConfigDict(env_prefix="TIC_", env_file=".env", frozen=True, extra="ignore")

    data_dir: Path = Field(
        default=Path("var"), description="Everything the installation keeps, unless set elsewhere"
    )
    host: str = Field(default="127.0.0.1", description="Address the web process listens on")
    port: int = Field(default=8000, description="Port the web process listens on")
    public_origin: str = Field(
        default="", description="Scheme and host people type, e.g. https://tic.example.org"
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite in the data directory")
    database_owner_url: str = Field(
        default="",
        repr=False,
        description="The same with the role that owns the tables, for tic migrate; empty: one role for all",
    )
    redis_url: str = Field(
        default="",
        description="Redis or Valkey that wakes workers and updates open pages; empty: tic up starts its own",
    )
    transport: Literal["redis", "kafka"] = Field(default="redis", description="What wakes workers")
    kafka_url: str = Field(
        default="",
        repr=False,
        description="Brokers, kafka://host:9092,other:9092; kafkas:// for TLS, user:password@ for SASL",
    )
    storage_url: str = Field(
        default="", description="Where objects live, an obstore URL; empty: a local folder"
    )
    master_key: str = Field(default="", description="32 bytes, base64; empty: a file made once, mode 0600")
    smtp_url: str = Field(
        default="",
        repr=False,
        description="Server that sends mail: smtps://user:password@host, or smtp:// with STARTTLS; "
        "empty: printed",
    )
    mail_from: str = Field(default="", description="Whom mail comes from, e.g. Episodes <tic@example.org>")
    upload_max_bytes: int = Field(default=100 * 1024 * 1024, description="Largest PDF accepted")
    pages_max: int = Field(default=2000, description="Most pages a PDF may have")
    read_seconds: int = Field(default=20, description="Longest a PDF may take to read")
    read_memory_bytes: int = Field(
        default=1024**3, description="Address space of the process that reads a PDF"
    )
    worker_slots: int = Field(default=2, description="Jobs one worker process runs at a time")
    lease_seconds: float = Field(
        default=15.0, description="How long a job belongs to a worker without a heartbeat"
    )
    sweep_seconds: float = Field(default=2.0, description="How often due and abandoned jobs are woken")
    drain_seconds: float = Field(
        default=5.0, description="How long a stopping worker finishes what it has begun"
    )
    organization_slots: int = Field(
        default=0,
        ge=0,
        description="Jobs of one organization that run at a time; 0: no limit",
    )
    kind_slots: str = Field(
        default="",
        description="Jobs of a kind that run at a time, e.g. narrate_episode=1,embed_document=1",
    )
    backlog_max: int = Field(
        default=2000,
        ge=0,
        description="Unfinished jobs an organization may have; then new work is refused; 0: no limit",
    )
    keep_jobs_days: float = Field(
        default=30, gt=0, description="Days a job that ended is kept, with its attempts"
    )
    keep_dead_jobs_days: float = Field(default=180, gt=0, description="Days a failure waits to be run again")
    loudness_lufs: float = Field(default=-16.0, description="Integrated loudness of a mastered episode, LUFS")
    true_peak_dbtp: float = Field(default=-1.0, description="Highest true peak of a mastered episode, dBTP")
    ffmpeg: str = Field(default="", description="Path of ffmpeg; empty: the static one that comes in a wheel")
    writer_url: str = Field(
        default="",
        description="An OpenAI-compatible endpoint, e.g. http://127.0.0.1:11434/v1; empty: no language model",
    )
    writer_key: str = Field(default="", repr=False, description="Key of that endpoint, where it wants one")
    writer_model: str = Field(default="", description="Model that writes, as the endpoint calls it")
    writer_seconds: float = Field(
        default=900.0, gt=0, le=3000, description="Longest a language model may take for one script"
    )
    writer_tokens: int = Field(
        default=8192, ge=2048, description="Tokens of prompt and answer together the model can take"
    )
    writer_prompts: str = Field(
        default="", description="Folder whose prompt files replace ours of the same name"
    )
    espeak: str = Field(default="", description="Path of espeak-ng; empty: the one on the PATH, if any")
    piper_voices: str = Field(
        default="",
        description="Folder with Piper voices, .onnx and .onnx.json; installed packages count, too",
    )
    piper_python: str = Field(
        default="", description="Python that has piper-tts, which is GPL; empty: this one, if it has"
    )
    speech_url: str = Field(
        default="",
        description="An OpenAI-compatible speech endpoint, e.g. https://speech.example.org/v1; empty: none",
    )
    speech_key: str = Field(default="", repr=False, description="Key of that endpoint, where it wants one")
    speech_model: str = Field(default="tts-1", description="Model that speaks, as the endpoint calls it")
    speech_voices: str = Field(default="alloy", description="Its voices to offer, with commas between")
    speech_language: str = Field(default="en-US", description="Language of those voices, BCP 47")
    speech_sample_rate: int = Field(
        default=24_000, ge=8_000, le=48_000, description="Samples a second of the endpoint's WAV files"
    )
    vector_store: Literal["table", "faiss"] = Field(
        default="table",
        description="Where vectors are kept: table, of the database, or faiss, whose files are not encrypted",
    )
    session_idle_seconds: int = Field(
        default=30 * 60, description="A login session ends after this long unused"
    )
    session_max_seconds: int = Field(
        default=12 * 3600, description="A login session ends after this long at most"
    )
    sign_in_link_seconds: int = Field(default=3600, description="A one-time sign-in link is valid this long")
    requests_per_address: int = Field(
        default=24_000, ge=0, description="Requests a minute from one address, except this machine's; 0: any"
    )
    requests_per_user: int = Field(
        default=12_000, ge=0, description="Requests a minute of one signed-in person; 0: any"
    )
    requests_per_key: int = Field(default=12_000, ge=0, description="Requests a minute of one key; 0: any")
    streams_per_user: int = Field(
        default=6,
        ge=1,
        description="Event streams one person or key may have open in a web process",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks whose X-Forwarded-For and -Proto count, with commas; empty: none",
    )
    admin_addresses: str = Field(
        default="",
        description="Addresses and networks that may reach /admin, with commas between; empty: any",
    )
    egress_allow: str = Field(
        default="",
        description="Private hosts and networks that may be asked; with http:// before them without TLS, too",
    )
    api_docs: bool = Field(default=True, description="Serve the OpenAPI description and the interactive docs")
    metrics: bool = Field(default=True, description="Serve /metrics")
    audit_sink: str = Field(
        default="",
        repr=False,
        description="Where the audit log is sent on to: file:///path, syslog://host:port or https://...",
    )
    log_format: Literal["console", "json"] = Field(default="console", description="How log lines are written")

    @model_validator(mode="after")
    def _endpoints_are_whole(self) -> Self:
        if self.writer_url and not self.writer_model:
            raise ValueError("TIC_WRITER_URL needs TIC_WRITER_MODEL: the model that shall write")
        if self.writer_url and not self.writer_url.startswith(("http://", "https://")):
            raise ValueError("TIC_WRITER_URL must begin with http:// or https://")
        if self.speech_url and not self.speech_url.startswith(("http://", "https://")):
            raise ValueError("TIC_SPEECH_URL must begin with http:// or https://")
        return self

    @model_validator(mode="after")
    def _networks_are_whole(self) -> Self:
        try:
            _ = self.admin_networks
        except ValueError as error:
            raise ValueError("TIC_ADMIN_ADDRESSES must read 10.0.0.0/8,192.0.2.7") from error
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_url and not self.smtp_url.startswith(("smtp://", "smtps://")):
            raise ValueError("TIC_SMTP_URL must begin with smtp:// or smtps://")
        if self.smtp_url and "@" not in self.mail_from:
            raise ValueError("TIC_SMTP_URL needs TIC_MAIL_FROM: the address mail comes from")
        try:
            _ = self.slots_by_kind
        except ValueError as error:
            raise ValueError("TIC_KIND_SLOTS must read kind=number, with commas between") from error
        if self.transport == "kafka" and not self.kafka_url.startswith(("kafka://", "kafkas://")):
            raise ValueError("TIC_TRANSPORT=kafka needs TIC_KAFKA_URL, such as kafka://broker:9092")
        return self

    @property
    def origin(self) -> str:
        """The public origin without a trailing slash; a loopback address when none is set."""
        return self.public_origin.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def admin_networks(self) -> list[IPv4Network | IPv6Network]:
        """`admin_addresses` as networks; raises ValueError when one is malformed."""
        return [ip_network(part.strip()) for part in self.admin_addresses.split(",") if part.strip()]

    @property
    def slots_by_kind(self) -> dict[str, int]:
        """`kind_slots` as numbers by name; raises ValueError when it is malformed."""
        pairs = [part.partition("=") for part in self.kind_slots.replace(" ", "").split(",") if part]
        return {name: int(number) for name, _, number in pairs}

    @property
    def secure(self) -> bool:
        """Whether people reach the installation by https: decides Secure cookies and HSTS."""
        return self.origin.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process, read on first use."""
    return Settings()
