"""`/v1/questions`: one route for each question file, with its own parameters and its own typed answer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from api.answer import answer_model, to_csv, to_json
from api.answer_page import page_columns, page_rows
from api.describer import Describer
from api.negotiation import choose_or_refuse
from api.pages import address_with, page, speaks_spanish
from api.pages.text import TEXTS
from api.parameter_field import parameter_field
from api.problem import Problem
from api.snapshot import GENERATION, CurrentSnapshot, Snapshot
from graph.question import Question, ask, questions

_OFFERS: Final = {"json": "application/json", "csv": "text/csv", "html": "text/html"}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The answer", "content": {"text/csv": {}, "text/html": {}}},
    400: {"model": Problem, "description": "A parameter that the question cannot do without is missing"},
    404: {"model": Problem, "description": "Nothing is called what a parameter says"},
    406: {"model": Problem, "description": "None of the formats asked for is written"},
    422: {"model": Problem, "description": "A parameter is unknown or wrong"},
    503: {"model": Problem, "description": "Nothing is published yet"},
}

router = APIRouter(tags=["questions"])


class TextModel(BaseModel):
    """A text in both languages."""

    en: str
    es: str


class ParameterModel(BaseModel):
    """What a question may be narrowed by."""

    name: str
    type: str = Field(
        description="An entity type, `entity` for any, `claim`, `choice`, `text`, `date` (as precise as you like), "
        "`integer`, or `months` (of age).",
        examples=["Place"],
    )
    choices: list[str]
    default: str | None
    example: str | None
    label: str = Field(description="What it is, in the language of the request.")
    description: TextModel


class ColumnModel(BaseModel):
    """A column of the answer."""

    name: str
    type: str = Field(description="text, integer, boolean, list, iri or facts.")
    label: str = Field(description="What it is, in the language of the request.")
    description: TextModel


class QuestionModel(BaseModel):
    """A question that can be asked: where, with what, and what comes back."""

    name: str = Field(examples=["leaders_by_city"])
    path: str = Field(examples=["/v1/questions/leaders-by-city"])
    label: str = Field(description="Its title in the language of the request (`Accept-Language`, or `lang`).")
    title: TextModel
    description: TextModel
    needs: list[str] = Field(description="Parameters of which at least one must be given; empty where none need be.")
    parameters: list[ParameterModel]
    columns: list[ColumnModel]


@router.get("/v1/questions")
def list_questions(
    request: Request,
    response: Response,
    lang: Annotated[Literal["en", "es"] | None, Query(description="Of labels, in place of Accept-Language.")] = None,  # noqa: ARG001
) -> list[QuestionModel]:
    """Every question with its parameters and columns."""
    language = "es" if speaks_spanish(request) else "en"
    response.headers["Vary"] = "Accept-Language"
    return [QuestionModel.model_validate(_labelled(listed(question), language)) for question in questions().values()]


def _labelled(question: dict[str, Any], language: str) -> dict[str, Any]:
    """A question as plain values, it and its parts each with a label in one language."""
    parts = {
        name: [{**part, "label": part["description"][language]} for part in question[name]]
        for name in ("parameters", "columns")
    }
    return {**question, **parts, "label": question["title"][language]}


def listed(question: Question) -> dict[str, Any]:
    """A question as plain values, with the path at which it is asked."""
    return {**asdict(question), "path": f"/v1/questions/{question.name.replace('_', '-')}"}


def _add_route(question: Question) -> None:
    def endpoint(request: Request, snapshot: CurrentSnapshot, parameters: BaseModel) -> Response:
        return _answer(request, snapshot, question, parameters)

    # The model is made at run time, so that OpenAPI and validation know each question's own parameters.
    endpoint.__annotations__["parameters"] = Annotated[_parameters_model(question), Query()]
    endpoint.__doc__ = f"{question.title.en} {question.description.en}"
    router.add_api_route(
        listed(question)["path"],
        endpoint,
        name=question.name,
        operation_id=question.name,
        summary=question.title.en,
        response_model=answer_model(question),
        responses=_RESPONSES,
    )


def _answer(request: Request, snapshot: Snapshot, question: Question, parameters: BaseModel) -> Response:
    given = parameters.model_dump(exclude_none=True)
    written = choose_or_refuse(_OFFERS, request.headers.get("accept"), given.pop("format", None))
    given.pop("lang", None)
    given.pop("generation", None)
    answer = ask(snapshot.backend, question.name, given)
    if written == "json":
        content = to_json(answer, snapshot.generation.sequence, snapshot.evidence_json)
        return Response(content, media_type="application/json", headers={"Vary": "Accept"})
    if written == "csv":
        file = f'attachment; filename="{question.name}.csv"'
        return Response(to_csv(answer), media_type="text/csv", headers={"Content-Disposition": file, "Vary": "Accept"})
    spanish = speaks_spanish(request)
    describer = Describer(snapshot.store, snapshot.generation.base, spanish=spanish)
    return page(
        request,
        "answer.html",
        question=listed(question),
        values=given,
        columns=page_columns(question, spanish=spanish),
        rows=page_rows(answer, describer, {True: TEXTS["yes"][spanish], False: TEXTS["no"][spanish]}),
        d=describer,
        json_url=address_with(request, format="json"),
        csv_url=address_with(request, format="csv"),
    )


def _parameters_model(question: Question) -> type[BaseModel]:
    camel = "".join(word.capitalize() for word in question.name.split("_"))
    fields: dict[str, Any] = {parameter.name: parameter_field(parameter) for parameter in question.parameters}
    fields["format"] = (
        Literal["json", "csv", "html"] | None,
        Field(default=None, description="In place of the Accept header."),
    )
    fields["generation"] = (int | None, Field(default=None, ge=0, description=GENERATION))
    fields["lang"] = (Literal["en", "es"] | None, Field(default=None, description="Language of the page."))
    return create_model(f"{camel}Parameters", __config__=ConfigDict(extra="forbid"), **fields)


for _question in questions().values():
    _add_route(_question)
