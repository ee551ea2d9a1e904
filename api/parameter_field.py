"""Parameters of questions and facets of lists as fields of the models that FastAPI reads a query with."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from graph.parameter import Parameter

_PLAIN: Final = ("date", "integer", "months")
"""Types whose words can be wrong by themselves."""


def parameter_field(parameter: Parameter) -> tuple[Any, Any]:
    """A parameter as a field of a model of a query: its type and what OpenAPI says of it."""

    def sound(text: str) -> str:
        if wrong := parameter.fault(text):
            raise ValueError(wrong)
        return text

    plain = Annotated[str, Field(max_length=300), *([AfterValidator(sound)] if parameter.type in _PLAIN else [])]
    value: Any = Literal[parameter.choices] if parameter.choices else plain
    # A form sends what was left empty as an empty text.
    type_: Any = Annotated[value | None, BeforeValidator(lambda given: given or None)]
    examples = [parameter.example] if parameter.example else None
    return type_, Field(default=parameter.default, description=parameter.description.en, examples=examples)
