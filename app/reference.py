"""The API's description for programs, and its interactive reference for people."""

from typing import Any

from litestar import Router, get
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Response, Template

from app.permissions import Permission
from app.problems import Missing
from app.web import AnyRequest, render


def answered(response: Response[Any]) -> Response[Any]:
    """Litestar has a page of its own for what is not below the description; the API answers no pages."""
    if response.status_code == 404:
        raise Missing
    return response


def description() -> OpenAPIConfig:
    """OpenAPI at /v1/openapi.json."""
    scheme = SecurityScheme(type="http", scheme="bearer", description="An API key: tic_...")
    return OpenAPIConfig(
        title="Thinking in Code",
        version="1",
        openapi_router=Router(
            path="/v1",
            route_handlers=[],
            opt={"needs": Permission.PUBLIC},
            include_in_schema=False,
            after_request=answered,
        ),
        components=Components(security_schemes={"key": scheme}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


@get("/v1/docs", needs=Permission.PUBLIC)
async def show_reference(request: AnyRequest) -> Template:
    return render(request, "reference/show.html")


router = Router(path="/", route_handlers=[show_reference], include_in_schema=False)
