"""An installation as web processes and commands see it; it needs no route."""

import jobs.tasks  # noqa: F401 - who cancels a job tells its subject, as its kind says
from app.database import Database
from app.encryption import load_master_key
from app.installation import Installation
from app.migrating import models
from app.outside.chat import open_chat
from app.outside.egress import Egress
from app.outside.embedding import embedder
from app.outside.limiter import Limiter, MemoryLimiter
from app.outside.mail import open_mail
from app.outside.speech import engine, engines
from app.outside.storage import Vault, open_storage
from app.outside.vectors import open_vectors
from app.settings import Settings
from jobs.transports import open_transports


def open_installation(settings: Settings) -> Installation:
    """The implementations the settings name; every folder that is needed is there afterwards."""
    models()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    doorbell, nudges = open_transports(settings)
    return Installation(
        settings=settings,
        database=Database.of(settings),
        vault=Vault(open_storage(settings)),
        doorbell=doorbell,
        nudges=nudges,
        speech=engine,
        other_speech=engines,
        master_key=load_master_key(settings),
        mail=open_mail(settings),
        chat=open_chat(settings),
        embedder=embedder(),
        limiter=_limiter(settings),
        vectors=open_vectors(settings),
        egress=Egress.of(settings),
    )


def _limiter(settings: Settings) -> Limiter:
    if not settings.redis_url:
        return MemoryLimiter()
    from app.outside.redis_limiter import RedisLimiter

    return RedisLimiter(settings.redis_url)
