"""Kafka: what one URL says about a connection, and whether there is one."""

import asyncio
import logging
import ssl
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

REQUEST_MS = 3000
"""How long one request may take; the default of 40 s would outlast every caller."""

# While Kafka is away it would say the same line several times a second; whoever uses it says it once.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def kafka_options(url: str) -> dict[str, Any]:
    """A client's options: kafka://host:9092,other:9092, with user:password@ for SASL, kafkas:// for TLS."""
    scheme, _, rest = url.partition("://")
    login, _, servers = rest.rpartition("@")
    secure, secret = scheme == "kafkas", bool(login)
    options: dict[str, Any] = {
        "bootstrap_servers": servers.rstrip("/"),
        "request_timeout_ms": REQUEST_MS,
        "security_protocol": ("SASL_" if secret else "") + ("SSL" if secure else "PLAINTEXT"),
    }
    if secure:
        options["ssl_context"] = ssl.create_default_context()
    if secret:
        user, _, password = login.partition(":")
        options |= {"sasl_plain_username": unquote(user), "sasl_plain_password": unquote(password)}
    return options


async def make_topic(url: str, topic: str, retention_seconds: float) -> None:
    """Make the topic if it is not there. A cluster that lets us make none has it made by its operator."""
    admin = AIOKafkaAdminClient(**kafka_options(url))
    try:
        await admin.start()
        retention = {"retention.ms": str(int(retention_seconds * 1000))}
        with suppress(KafkaError):
            # The replication factor -1 means the cluster's own.
            await admin.create_topics([NewTopic(topic, 1, -1, topic_configs=retention)])
    finally:
        await admin.close()


async def kafka_state(url: str) -> str:
    """'ok', 'none' where none is configured, or what is wrong."""
    if not url:
        return "none"
    admin = AIOKafkaAdminClient(**kafka_options(url))
    try:
        async with asyncio.timeout(2):
            await admin.start()
    except (KafkaError, OSError) as error:
        return type(error).__name__
    finally:
        await admin.close()
    return "ok"
