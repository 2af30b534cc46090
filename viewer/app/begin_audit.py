"""Begin the audit trail of a run, where the user wants one (SEC-041)."""

from viewer.base.paths import AppPaths
from viewer.model.audit import AuditEvent, AuditKind
from viewer.model.display_set import DisplaySet
from viewer.net.audit.options import AuditOptions
from viewer.net.audit.trail import AuditTrail
from viewer.workflows.audit_access import AccessWatch
from viewer.workspace.workspace import Workspace


def begin_audit(paths: AppPaths, options: AuditOptions, workspace: Workspace) -> AuditTrail:
    """Put the start on record, and from now on each study that is opened."""

    def own_ae_title() -> str:
        from viewer.net.node_store import NodeStore  # late: the network (P2)

        return NodeStore(paths.config).local().ae_title

    trail = AuditTrail(paths.data, paths.config, options, own_ae_title=own_ae_title)
    watch = AccessWatch(trail.record)

    def follow(sets: tuple[DisplaySet, ...]) -> None:  # held by the signal, and holds the watch
        watch.follow(sets)

    workspace.display_sets_changed.connect(follow)
    trail.record(AuditEvent(AuditKind.APPLICATION_START))
    return trail


def end_audit(trail: AuditTrail) -> None:
    """Put the end on record, and wait until everything is written."""
    trail.record(AuditEvent(AuditKind.APPLICATION_STOP))
    trail.close()
