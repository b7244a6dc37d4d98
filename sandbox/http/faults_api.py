"""The fault injection API, for tests with a bot in a separate process.

| request | what it does |
|---|---|
| GET /api/faults | returns the active plan and the number of faults by kind |
| POST /api/faults {seed, faults} | activates a plan, as JSON of FaultPlan; `{}` ends all faults |

The same paths under /api/zalo/faults apply to Zalo.
"""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.world.faults import FaultPlan, Faults
from sandbox.world.wire import Wire


class FaultsApi:
    """Shows and sets the faults."""

    def __init__(self, faults: Faults, path: str = "/api/faults") -> None:
        self._faults = faults
        self._path = path

    def routes(self) -> list[Route]:
        """Return the routes of the API."""
        return [
            Route(self._path, self._show),
            Route(self._path, self._put, methods=["POST"]),
        ]

    def _state(self) -> Wire:
        return {"plan": self._faults.plan.model_dump(mode="json"), "struck": dict(self._faults.struck)}

    async def _show(self, _: Request) -> Response:
        return JSONResponse(self._state())

    async def _put(self, request: Request) -> Response:
        try:
            plan = FaultPlan.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"error": "NoSuchFault", "reason": str(error)}, 422)
        self._faults.put(plan)
        return JSONResponse(self._state())
