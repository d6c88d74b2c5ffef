"""Runs a process: where it stands is text, goes in and comes out; what it does outside is somebody else's job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from raadhuis.components.processen.domain import conditie
from raadhuis.components.processen.domain.definitie import Definitie


class _Parser(BpmnParser):  # type: ignore[misc]  # the library ships no types
    # A serviceTask waits, like a userTask, until its work is done and its answer comes in.
    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, UserTask)}  # noqa: RUF012  # the library's way


class _Conditions(PythonScriptEngine):  # type: ignore[misc]  # the library ships no types
    """Evaluates conditions in our own small language; runs no code of a process."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> bool:
        return conditie.parse(expression).waar(task.data)

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        raise PermissionError("Raadhuis voert geen scripts uit.")

    def call_service(self, task: Any, **kwargs: Any) -> str:
        raise PermissionError("Raadhuis voert geen scripts uit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Klaar:
    """An element of the process that waits for its work; `id` is this one occurrence's, `element` the BPMN id."""

    id: UUID
    element: str


class Verloop:
    """One run of a process."""

    def __init__(self, workflow: Any) -> None:
        self._workflow = workflow
        workflow.script_engine = _Conditions()
        workflow.do_engine_steps()

    @classmethod
    def start(cls, bpmn: bytes, definitie: Definitie) -> Verloop:
        """A new run of a process that `definitie.read` approved."""
        parser = _Parser()
        parser.add_bpmn_xml(etree.fromstring(bpmn, etree.XMLParser(resolve_entities=False, no_network=True)))
        return cls(BpmnWorkflow(parser.get_spec(definitie.naam), script_engine=_Conditions()))

    @classmethod
    def restore(cls, stand: str) -> Verloop:
        """The run as `stand` kept it; it keeps the definition that it started with."""
        return cls(BpmnWorkflowSerializer().deserialize_json(stand))

    def stand(self) -> str:
        """Where the run stands, as JSON."""
        return str(BpmnWorkflowSerializer().serialize_json(self._workflow))

    @property
    def klaar(self) -> tuple[Klaar, ...]:
        """What waits for its work now."""
        return tuple(
            Klaar(id=task.id, element=task.task_spec.bpmn_id)
            for task in self._workflow.get_tasks(state=TaskState.READY, manual=True)
        )

    @property
    def voltooid(self) -> bool:
        """Whether the process reached its end."""
        return bool(self._workflow.is_completed())

    def gegevens(self, id: UUID) -> dict[str, Any]:
        """What earlier steps and people answered, by BPMN id, at this occurrence."""
        return dict(self._workflow.get_task_from_id(id).data)

    def rond_af(self, id: UUID, antwoord: Mapping[str, Any]) -> None:
        """The work of this occurrence is done; the process goes on as far as it can by itself."""
        task = self._workflow.get_task_from_id(id)
        task.data[task.task_spec.bpmn_id] = dict(antwoord)
        task.run()
        self._workflow.do_engine_steps()
