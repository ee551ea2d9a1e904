"""Errors as answers: each class of the error tree has an HTTP status, and every body is a problem (RFC 9457)."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.allowed_method import allowed_methods
from api.negotiation import NotAcceptableError, choose
from api.pages import page
from api.refusal import RefusalError, TokenInvalidError, TokenMissingError, TooManyRequestsError
from api.sparql.error import (
    GraphsFullError,
    MalformedQueryError,
    QueryMemoryError,
    QueryRefusedError,
    QueryTimeoutError,
    QueryTooLargeError,
    WorkersBusyError,
)
from api.sparql.protocol import MediaTypeError, MethodError
from ontology.error import GoneError, HomeError, InputError, NotFoundError, QueryError, ServerError, TrasladoError

STATUSES: Final[dict[type[TrasladoError], HTTPStatus]] = {
    MalformedQueryError: HTTPStatus.BAD_REQUEST,
    QueryRefusedError: HTTPStatus.FORBIDDEN,
    QueryTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    QueryTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    QueryMemoryError: HTTPStatus.SERVICE_UNAVAILABLE,
    WorkersBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    GraphsFullError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    MethodError: HTTPStatus.METHOD_NOT_ALLOWED,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    QueryError: HTTPStatus.BAD_REQUEST,
    InputError: HTTPStatus.BAD_REQUEST,
    GoneError: HTTPStatus.GONE,
    NotFoundError: HTTPStatus.NOT_FOUND,
    TokenMissingError: HTTPStatus.UNAUTHORIZED,
    TokenInvalidError: HTTPStatus.UNAUTHORIZED,
    RefusalError: HTTPStatus.FORBIDDEN,
    TooManyRequestsError: HTTPStatus.TOO_MANY_REQUESTS,
    HomeError: HTTPStatus.SERVICE_UNAVAILABLE,
    ServerError: HTTPStatus.SERVICE_UNAVAILABLE,
    TrasladoError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The status of each class; a class without one has its nearest ancestor's."""


class FieldProblem(BaseModel):
    """What is wrong with one parameter."""

    parameter: str
    message: str


class Problem(BaseModel):
    """Why a request was not answered (application/problem+json)."""

    type: str = Field(examples=["urn:traslado:problem:malformed-query"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["Line 1, column 25: expected one of …"])
    line: int | None = Field(default=None, description="Of a malformed query, from 1.")
    column: int | None = Field(default=None, description="Of a malformed query, from 1.")
    errors: list[FieldProblem] | None = Field(default=None, description="One for each parameter that is wrong.")


def problem_response(request: Request, problem: Problem) -> Response:
    """The problem as JSON, or as a page where the client would rather have one. It may not be cached."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    if choose(("application/problem+json", "text/html"), request.headers.get("accept")) == "text/html":
        response = page(request, "problem.html", problem.status, problem=problem)
        response.headers.update(headers)
        return response
    return JSONResponse(
        problem.model_dump(exclude_none=True), problem.status, headers=headers, media_type="application/problem+json"
    )


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of ours, of validation and of routing with a problem."""
    app.add_exception_handler(TrasladoError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_routing)


def problem_of(error: TrasladoError, home: Path) -> Problem:
    """What an error of ours is to a client, who need not know where the home is."""
    status = next(STATUSES[base] for base in type(error).__mro__ if base in STATUSES)
    place = (error.line, error.column) if isinstance(error, MalformedQueryError) else (None, None)
    return Problem(
        type=_type(type(error).__name__),
        title=status.phrase,
        status=status,
        detail=str(error).replace(str(home), "the home").replace(str(home.resolve()), "the home"),
        line=place[0],
        column=place[1],
    )


def answer_error(request: Request, error: TrasladoError) -> Response:
    """An error of ours as an answer, with the headers that belong to it."""
    response = problem_response(request, problem_of(error, request.app.state.settings.home))
    if isinstance(error, RefusalError):
        response.headers.update(error.headers)
    return response


def unexpected_problem(request: Request, id_: str) -> Response:
    """The answer where we failed: it tells nothing of the inside, and by which id the log tells more."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = f"Traslado failed at this request. Please report it, with the request's id: {id_}"
    return problem_response(
        request, Problem(type=_type("UnexpectedError"), title=status.phrase, status=status, detail=detail)
    )


def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrasladoError)  # noqa: S101 - registered for nothing else
    return answer_error(request, error)


def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    fields = [
        FieldProblem(parameter=_encodable(_parameter(e["loc"])), message=_encodable(e["msg"])) for e in error.errors()
    ]
    problem = Problem(
        type=_type("WrongParameterError"),
        title=HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        detail="; ".join(f"{field.parameter}: {field.message}" for field in fields),
        errors=fields,
    )
    return problem_response(request, problem)


def _parameter(place: tuple[int | str, ...]) -> str:
    """The name in a place; of several values of one parameter, the number of the wrong one stands behind it."""
    return next((part for part in reversed(place) if isinstance(part, str)), str(place[-1]))


def _of_routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    status, headers = HTTPStatus(error.status_code), dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := allowed_methods(request.app, request.url.path)):
        headers["Allow"] = ", ".join(allowed)
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)
    detail = (
        error.detail if error.detail != status.phrase else f"{request.method} {request.url.path}: {status.description}"
    )
    response = problem_response(
        request, Problem(type=_type(status.phrase.replace(" ", "")), title=status.phrase, status=status, detail=detail)
    )
    response.headers.update(headers)
    return response


def _encodable(text: str) -> str:
    """JSON may hold halves of surrogate pairs, which no answer can."""
    return text.encode(errors="replace").decode()


def _type(name: str) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*", name.removesuffix("Error"))
    return "urn:traslado:problem:" + "-".join(words).lower()
