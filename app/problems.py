"""Refusals, each with a sentence for whoever caused it; web.py turns them into pages or problem+json."""


class Refused(Exception):
    """The product says no. `status` is the HTTP status; `problem` the last part of the RFC 9457 type."""

    status = 409
    problem = "refused"
    title = "Not possible now"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Invalid(Refused):
    """The input is wrong; `field` names the part of the form, where there is one."""

    status = 422
    problem = "invalid"
    title = "This input cannot be used"

    def __init__(self, message: str, field: str = "", **details: object) -> None:
        super().__init__(message, **({"field": field} if field else {}), **details)
        self.field = field


class Missing(Refused):
    """Not there, or not to be seen by whoever asks: the two are never told apart."""

    status = 404
    problem = "not-found"
    title = "Not found"

    def __init__(
        self, message: str = "There is nothing at this address, or it is not shared with you."
    ) -> None:
        super().__init__(message)


class Forbidden(Refused):
    status = 403
    problem = "forbidden"
    title = "Not allowed"


class SignInNeeded(Refused):
    status = 401
    problem = "sign-in-needed"
    title = "Sign in first"
    door = "/sign-in"
    """The page where people can do what is needed, and are led back from."""

    def __init__(self, message: str = "Sign in to see this page.") -> None:
        super().__init__(message)


class Unavailable(Refused):
    """Something outside, which this needs, does not answer."""

    status = 503
    problem = "not-available"
    title = "Not available right now"


class Stale(Refused):
    """What was decided on has changed meanwhile."""

    problem = "stale"
    title = "Changed meanwhile"


class Away(Refused):
    """Something this needs is busy or away; `seconds` says when to come back."""

    status = 503
    problem = "away"
    title = "Not available right now"

    def __init__(self, message: str, seconds: int = 2) -> None:
        super().__init__(message, retry_after=seconds)


class TooLarge(Refused):
    status = 413
    problem = "too-large"
    title = "Too large"


class Moved(Exception):
    """No refusal: the page is at another address of ours, `to`."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to
