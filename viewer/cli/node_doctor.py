"""`radiolucent doctor NODE`: why a node does not answer, step by step."""

from dataclasses import asdict

from viewer.base.jobs import Job
from viewer.cli.nodes import node_store, ready_node
from viewer.cli.output import ExitCode, print_json, say
from viewer.cli.session import Session


def is_node(session: Session, name: str) -> bool:
    """Whether there is a node of that name."""
    return any(node.name == name for node in node_store(session).nodes())


def diagnose_node(session: Session, name: str, *, as_json: bool) -> int:
    """Try a node and tell each step with its answer, and what to do about a failure."""
    from viewer.net.probe import probe

    store = node_store(session)
    steps = []
    for step in probe(ready_node(store, name), own_ae_title=store.local().ae_title, job=Job()):
        steps.append(step)
        if not as_json:
            say(f"{'ok   ' if step.is_good else 'FAILS'} {step.name}: {step.answer}")
            if step.what_to_do:
                say(f"      What to do: {step.what_to_do}")
    is_good = all(step.is_good for step in steps)
    if as_json:
        print_json({"node": name, "answers": is_good, "steps": [asdict(step) for step in steps]})
    return ExitCode.DONE if is_good else ExitCode.ERROR
