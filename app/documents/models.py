"""Document, DocumentVersion, Page, Block, SourceSentence: what was uploaded and what reading found in it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.audit import AuditEvent
from app.database import addressable, inside, json_field, word
from app.documents.pages import ReadDocument, ReadPage, Role
from app.ids import new_id
from app.permissions import Principal
from app.problems import Refused
from app.tenancy import InWorkspace, Tenanted

READ_FIRST = 22
"""Priority of reading: it is short, and who uploaded watches it; what was approved is spoken meanwhile."""


class DocumentState(StrEnum):
    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    """Cannot be read; `reason` says why and what to do."""
    QUARANTINED = "quarantined"
    """Kept away from everything: reading it did harm or took too much."""


class Document(InWorkspace, table=True):
    """The logical document; its versions are immutable."""

    __tablename__ = "document"
    __table_args__ = (addressable(), inside("workspace"), inside("project"))

    project_id: str = Field(index=True, max_length=36)
    title: str
    filename: str
    state: DocumentState = Field(default=DocumentState.READING, sa_type=word(DocumentState), index=True)
    problem: str = ""
    """Kind of failure, such as encrypted or no_text."""
    reason: str = ""
    version_id: str = Field(max_length=36)
    """The current version."""

    def read(self, version: "DocumentVersion", found: ReadDocument, by: Principal) -> AuditEvent:
        """Reading succeeded."""
        self.state, self.problem, self.reason = DocumentState.READY, "", ""
        self.version_id = version.id
        self.title = found.title or self.title
        version.pages, version.language, version.reader = len(found.pages), found.language, found.reader
        version.warnings = list(found.warnings)
        return AuditEvent.of(self, "read", by, version=version.number, pages=version.pages)

    def next_version(
        self, before: Sequence["DocumentVersion"], version: "DocumentVersion", by: Principal
    ) -> AuditEvent:
        """Take in another file of the document; the present one counts until it has been read."""
        if self.state is not DocumentState.READY:
            raise Refused("Wait until this document has been read, then upload its next version.")
        same = next((row for row in before if row.sha256 == version.sha256 and not row.reason), None)
        if same is not None:
            raise Refused(f"This file is version {same.number} of the document already.")
        version.document_id = self.id
        version.number = 1 + max(row.number for row in before)
        facts = {"version": version.number, "sha256": version.sha256, "bytes": version.bytes}
        return AuditEvent.of(self, "version_uploaded", by, **facts)

    def fail(self, kind: str, reason: str, by: Principal) -> AuditEvent:
        """Reading failed for a reason a person can act on; what did harm is quarantined."""
        self.state = DocumentState.QUARANTINED if kind == "too_costly" else DocumentState.FAILED
        self.problem, self.reason = kind, reason
        return AuditEvent.of(self, "failed", by, problem=kind)

    def recognize(self, by: Principal) -> AuditEvent:
        """Have the text of a scan recognized."""
        if self.state is not DocumentState.FAILED or self.problem != "no_text":
            raise Refused("Only a document without text can have its text recognized.")
        self.state, self.problem, self.reason = DocumentState.READING, "", ""
        return AuditEvent.of(self, "recognition_requested", by)

    def read_again(self, by: Principal) -> AuditEvent:
        """Give a document that could not be read another try."""
        if self.state not in (DocumentState.FAILED, DocumentState.QUARANTINED):
            raise Refused("This document has been read, or is being read now.")
        self.state, self.problem, self.reason = DocumentState.READING, "", ""
        return AuditEvent.of(self, "reopened", by)


class DocumentVersion(Tenanted, table=True):
    """One uploaded file, immutable; its digest is how duplicates are found."""

    __tablename__ = "document_version"
    __table_args__ = (
        addressable(),
        inside("document"),
        inside("stored_object", "object_id"),
        UniqueConstraint("document_id", "number"),
    )

    document_id: str = Field(index=True, max_length=36)
    number: int = 1
    object_id: str = Field(max_length=36)
    bytes: int
    sha256: str = Field(index=True)
    pages: int = 0
    language: str = "und"
    reader: str = ""
    warnings: list[str] = json_field(list)
    recognized: bool = False
    """Its text was recognized from pictures of the pages."""
    filename: str = ""
    """Of a version that came later than the document; '' is the document's own."""
    reason: str = ""
    """Why this version could not be read; the document stays what it was."""

    def unreadable(self, document: Document, reason: str, by: Principal) -> AuditEvent:
        self.reason = reason
        return AuditEvent.of(document, "version_failed", by, version=self.number, reason=reason)


class Page(Tenanted, table=True):
    """One page as displayed; its image is made when somebody first looks at it."""

    __tablename__ = "page"
    __table_args__ = (
        addressable(),
        inside("document_version", "version_id"),
        inside("stored_object", "image_id"),
        UniqueConstraint("version_id", "number"),
    )

    version_id: str = Field(index=True, max_length=36)
    number: int
    width: float
    height: float
    rotation: int = 0
    characters: int = 0
    image_id: str | None = Field(default=None, max_length=36)


class Block(Tenanted, table=True):
    """A block in reading order."""

    __tablename__ = "block"
    __table_args__ = (
        addressable(),
        inside("document_version", "version_id"),
        UniqueConstraint("version_id", "position"),
    )

    version_id: str = Field(index=True, max_length=36)
    position: int
    page: int
    role: Role = Field(sa_type=word(Role))
    text: str
    box: list[float] = json_field(list)
    section: str = ""
    level: int = 0
    hidden: bool = False


class SourceSentence(Tenanted, table=True):
    """A sentence of the document; `places` holds {page, quote, boxes} for each page it stands on."""

    __tablename__ = "source_sentence"
    __table_args__ = (
        addressable(),
        inside("document_version", "version_id"),
        UniqueConstraint("version_id", "position"),
    )

    version_id: str = Field(index=True, max_length=36)
    position: int
    block: int
    """Position of the block it begins in."""
    text: str
    places: list[dict[str, Any]] = json_field(list)


def uploaded(
    *, name: str, title: str, object_id: str, size: int, sha256: str, workspace_id: str, project_id: str
) -> tuple[Document, DocumentVersion]:
    """A document with its first version, about to be read."""
    document_id, version_id = new_id(), new_id()
    document = Document(
        id=document_id,
        workspace_id=workspace_id,
        project_id=project_id,
        title=title,
        filename=name,
        version_id=version_id,
    )
    version = DocumentVersion(
        id=version_id, document_id=document_id, object_id=object_id, bytes=size, sha256=sha256
    )
    return document, version


def page_rows(version: DocumentVersion, pages: Sequence[ReadPage]) -> list[Page]:
    """The pages of this version, as rows."""
    return [
        Page(
            version_id=version.id,
            number=page.number,
            width=page.width,
            height=page.height,
            rotation=page.rotation,
            characters=page.characters,
        )
        for page in pages
    ]


def rows_of(version: DocumentVersion, found: ReadDocument) -> list[Tenanted]:
    """Everything reading found, as rows of this version."""
    blocks = [
        Block(
            version_id=version.id,
            position=position,
            page=block.page,
            role=block.role,
            text=block.text,
            box=list(block.box),
            section=block.section,
            level=block.level,
            hidden=block.hidden,
        )
        for position, block in enumerate(found.blocks)
    ]
    sentences = [
        SourceSentence(
            version_id=version.id,
            position=position,
            block=sentence.block,
            text=sentence.text,
            places=[
                {"page": place.page, "quote": place.quote, "boxes": [list(box) for box in place.boxes]}
                for place in sentence.places
            ],
        )
        for position, sentence in enumerate(found.sentences)
    ]
    return [*page_rows(version, found.pages), *blocks, *sentences]
