"""Why: what a file is, what is wrong with it, and what can be done."""

from collections.abc import Sequence
from pathlib import Path

from viewer.base.jobs import Job, Lane
from viewer.commands.command import command
from viewer.commands.context import Context
from viewer.commands.dispatch import notify_error
from viewer.commands.scope import Scope
from viewer.model.finding import Finding
from viewer.workflows.diagnosis import Diagnosis


def _shows_a_file(context: Context) -> bool:
    return context.workspace.active.wanted is not None


@command("study.why", "Why?", scope=Scope.VIEWPORT, icon="about", enabled=_shows_a_file)
def explain_shown(context: Context) -> None:
    """Say what the file in this cell is, what was repaired, and why something is not shown."""
    viewport = context.workspace.active
    assert viewport.wanted is not None
    stack = () if viewport.display_set is None else viewport.display_set.findings
    _explain(context, viewport.wanted.path, viewport.wanted.character_set, stack)


@command("study.why_file", "Why is this file not shown?", icon="about")
def explain_file(context: Context, *, path: Path) -> None:
    """Say what a file is, why it is not shown, and what can be done."""
    _explain(context, path, "", ())


def _explain(context: Context, path: Path, character_set: str, stack: Sequence[Finding]) -> None:
    """Examine a file on a lane; what was noticed about its stack is told with it."""
    decode = context.frames.decode
    view = context.face.open_why(path)

    def work(job: Job) -> Diagnosis:
        from viewer.workflows.doctor import examine  # late: all readers (P2)

        return examine(path, decode=decode, character_set=character_set, job=job)

    job = context.runner.submit(
        Lane.DISK,
        work,
        progressed=view.show_progress,
        done=lambda diagnosis: view.show_diagnosis(diagnosis.with_findings(stack)),
        failed=lambda error: notify_error(context, error),
    )
    view.when_closed(job.cancel)
