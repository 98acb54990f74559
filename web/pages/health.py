"""Whether the pages can be served: for `swan up`, a container's check and a load balancer; nothing of a case in it."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from models.clock import swan_now
from web.desk import InTransaction

router = APIRouter()


@router.get("/health")
def health(db: InTransaction) -> PlainTextResponse:
    swan_now(db)
    return PlainTextResponse("well")
