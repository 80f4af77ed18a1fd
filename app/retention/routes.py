"""What is kept and how long, as a page of the settings and over the API."""

from dataclasses import dataclass

from litestar import Router, get
from litestar.response import Template

from app.organizations.settings import render_settings
from app.permissions import Permission
from app.retention.rules import Fate, Rule, rules
from app.web import AnyRequest, installation_of


@dataclass
class Retention:
    """Nothing that is not listed as removed is removed by itself."""

    rules: list[Rule]


@get("/settings/retention", needs=Permission.MANAGE)
async def show_retention(request: AnyRequest) -> Template:
    """By what becomes of it."""
    found = rules(installation_of(request).settings)
    by_fate = {fate.value: [rule for rule in found if rule.fate is fate] for fate in Fate}
    return render_settings(request, "retention", by_fate=by_fate)


@get("/retention", needs=Permission.MANAGE)
async def read_retention(request: AnyRequest) -> Retention:
    """What is kept and how long, from the rules by which it is removed."""
    return Retention(rules(installation_of(request).settings))


pages = Router(path="/{org:str}", route_handlers=[show_retention])
api = Router(path="/", route_handlers=[read_retention], tags=["Usage and retention"])
