"""Who asks: the key in a request, its role, and the libraries it speaks for."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from api.dependencies import ServicesDep
from catalogue.api_keys import ApiKey, Role
from catalogue.errors import AccessDenied, KeyMissing

_bearer = HTTPBearer(auto_error=False, description="The key's secret.")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The key's secret.")

BearerDep = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
HeaderDep = Annotated[str | None, Security(_header)]


def role(*allowed: Role) -> Callable[..., Awaitable[ApiKey]]:
    """A dependency: the key of the request, which must have one of these roles."""

    async def signed_in(services: ServicesDep, bearer: BearerDep, header: HeaderDep) -> ApiKey:
        secret = bearer.credentials if bearer else header
        key = await services.desk.key(secret) if secret else None
        if key is None:
            raise KeyMissing(
                "this needs a key: send it as `Authorization: Bearer SECRET`; "
                "keys are made with `spil keys create`"
            )
        if key.role not in allowed:
            raise AccessDenied(
                f"key {key.key_id} has the role {key.role}; this needs {' or '.join(allowed)}"
            )
        return key

    return signed_in


def require_library(key: ApiKey, isil: str) -> None:
    """AccessDenied where the key does not speak for this library."""
    if not key.covers(isil):
        raise AccessDenied(f"key {key.key_id} does not speak for library {isil}")


SystemKey = Annotated[ApiKey, Depends(role("library_system"))]
LendingKey = Annotated[ApiKey, Depends(role("lending"))]
CataloguerKey = Annotated[ApiKey, Depends(role("cataloguer"))]
DeskKey = Annotated[ApiKey, Depends(role("cataloguer", "library_system", "operator"))]
