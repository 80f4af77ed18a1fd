"""The API's description for programs, and its interactive reference for people."""

from litestar import Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Template

from app.permissions import Permission
from app.web import AnyRequest, render


def description() -> OpenAPIConfig:
    """OpenAPI at /v1/openapi.json."""
    scheme = SecurityScheme(type="http", scheme="bearer", description="An API key: tic_...")
    return OpenAPIConfig(
        title="Thinking in Code",
        version="1",
        openapi_router=Router(
            path="/v1", route_handlers=[], opt={"needs": Permission.PUBLIC}, include_in_schema=False
        ),
        components=Components(security_schemes={"key": scheme}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


@get("/v1/docs", needs=Permission.PUBLIC)
async def show_reference(request: AnyRequest) -> Template:
    return render(request, "reference/show.html")


router = Router(path="/", route_handlers=[show_reference], include_in_schema=False)
