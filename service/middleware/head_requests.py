"""HEAD: what GET answers, without its body (RFC 9110, 9.3.2), at every address that is read."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """Innermost: routes know GET, everybody around them sees what was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, without_body)
        finally:
            scope["method"] = "HEAD"
