"""A small cluster on one machine."""


async def run(jobs: int) -> bool:
    return True
