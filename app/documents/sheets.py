"""The stored image of a page: made when somebody first asks for it."""

from sqlmodel import select

from app.documents.ingestion import plain_copy
from app.documents.models import DocumentVersion, Page
from app.documents.rendering import render_page
from app.installation import Installation
from app.objects import StoredObject, discard, store_bytes
from app.problems import Missing

WIDTH = 1400
"""Pixels: sharp on a dense screen at the width of the review pane."""


async def page_image(
    installation: Installation, organization_id: str, version_id: str, number: int
) -> StoredObject:
    """The stored image of a page, made now if it was never looked at. Raises Missing for no such page."""
    async with installation.work(organization_id, writes=False) as session:
        version = await session.get_one(DocumentVersion, version_id)
        if not 1 <= number <= version.pages:
            raise Missing
        query = select(Page).where(Page.version_id == version.id, Page.number == number)
        page = (await session.exec(query)).first()
        if page is None:
            raise Missing
        if page.image_id:
            return await session.get_one(StoredObject, page.image_id)
        source = await session.get_one(StoredObject, version.object_id)
    async with plain_copy(installation, source) as path:
        image = await render_page(path, number, WIDTH)
    stored = await store_bytes(installation, organization_id, "image/png", image)
    async with installation.work(organization_id) as session:
        again = (await session.exec(select(Page).where(Page.id == page.id).with_for_update())).first()
        if again is not None and again.image_id is None:
            session.add(stored)
            again.image_id = stored.id
            return stored
    # Somebody else was faster, or the document was read anew meanwhile.
    await discard(installation, stored)
    return await page_image(installation, organization_id, version_id, number)
