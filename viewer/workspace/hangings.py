"""Hangings: the protocols in force, and which of them hangs now."""

from collections.abc import Sequence

from viewer.base.signal import Signal
from viewer.model.display_set import DisplaySet
from viewer.model.hanging import HangingProtocol, Stage, StudyRule, Times
from viewer.model.identity import StudyUid
from viewer.model.snapshot import Snapshot
from viewer.workspace.first_view import hang_view
from viewer.workspace.hanging import Hung, Match, arrange, matches, rule_for
from viewer.workspace.snapshots import take_snapshot
from viewer.workspace.viewport import Viewport
from viewer.workspace.workspace import Workspace


class Hangings:
    """Owns the protocols and what hangs; `changed` says that one of the two is another.

    It never acts by itself: whoever opens a study for the user calls `hang`.
    """

    def __init__(self, workspace: Workspace, protocols: Sequence[HangingProtocol]) -> None:
        self.changed: Signal[Hangings] = Signal()
        self.protocols = tuple(protocols)
        self.hung: HangingProtocol | None = None
        self.stage_number = 0
        self.study_uid: StudyUid | None = None
        self._workspace = workspace
        self._after: Snapshot | None = None

    @property
    def stage(self) -> Stage | None:
        """The stage that hangs."""
        return self.hung.stages[self.stage_number] if self.hung else None

    @property
    def is_untouched(self) -> bool:
        """Whether the screen is empty, or as it was hung: nobody arranged anything by hand."""
        now = take_snapshot(self._workspace)
        return not now.studies or now.without_places == self._after

    def set_protocols(self, protocols: Sequence[HangingProtocol]) -> None:
        """Have other protocols, in the order in which they are tried."""
        self.protocols = tuple(protocols)
        self.changed.emit(self)

    def explain(
        self, study_uid: StudyUid, protocols: Sequence[HangingProtocol] | None = None
    ) -> tuple[Match, ...]:
        """Which protocols fit a study, and why or why not; the first that does is taken."""
        has_prior = bool(self.prior_sets(study_uid))
        tried = self.protocols if protocols is None else protocols
        return matches(tried, self._sets(study_uid), has_prior=has_prior)

    def hang(self, study_uid: StudyUid, protocol: HangingProtocol | None = None) -> bool:
        """Hang a study by a protocol, else by the first that fits; False where none does.

        A protocol whose first stage finds none of its pictures is passed over.
        """
        tried = (
            [protocol] if protocol else [m.protocol for m in self.explain(study_uid) if m.is_match]
        )
        current, prior = self._sets(study_uid), self.prior_sets(study_uid)
        finding = (each for each in tried if any(arrange(each.stages[0], current, prior)))
        protocol = next(finding, None)
        if protocol is None:
            return False
        self.hung, self.study_uid = protocol, study_uid
        self._show(0)
        return True

    def step(self, steps: int) -> None:
        """Hang the next stage, or an earlier one, of those for which there are pictures.

        Those with a prior count only where one is open.
        """
        if self.hung is None or self.study_uid is None:
            return
        current, prior = self._sets(self.study_uid), self.prior_sets(self.study_uid)
        possible = [
            number
            for number, stage in enumerate(self.hung.stages)
            if number == self.stage_number
            or ((prior or not stage.uses_prior) and any(arrange(stage, current, prior)))
        ]
        place = possible.index(self.stage_number) + steps
        self._show(possible[place % len(possible)])

    def prior_sets(self, study_uid: StudyUid) -> list[DisplaySet]:
        """The open display sets of the same patient's last study before this one."""
        current = next(iter(self._sets(study_uid)), None)
        if current is None:
            return []
        earlier = {
            s.study_uid: s.study
            for s in self._workspace.display_sets
            if s.study_uid != study_uid
            and s.study.patient.is_same_as(current.study.patient)
            and (s.study.date, s.study.time) < (current.study.date, current.study.time)
        }
        if not earlier:
            return []
        last = max(earlier, key=lambda uid: (earlier[uid].date, earlier[uid].time))
        return self._sets(last)

    def protocol_of_screen(self, name: str) -> HangingProtocol:
        """What is on the active window now as a protocol for studies like this one."""
        screen = self._workspace.screen
        shown = [viewport.display_set for viewport in screen.viewports]
        lead = self._workspace.active.display_set or next(filter(None, shown))
        rules = tuple(
            rule_for(s, Times.CURRENT if s.study_uid == lead.study_uid else Times.PRIOR)
            for s in shown
            if s is not None
        )
        stage = Stage(
            name=name,
            layout=screen.layout,
            cells=rules,
            is_same_scale=any(v.view.extent_mm is not None for v in screen.viewports),
            is_strict=lead.series.modality == "MG",
        )
        rule = StudyRule(
            modalities=(lead.series.modality,) if lead.series.modality else (),
            body_parts=(lead.series.body_part,) if lead.series.body_part else (),
            needs_prior=stage.uses_prior,
        )
        return HangingProtocol(name, rule, (stage,))

    def _sets(self, study_uid: StudyUid) -> list[DisplaySet]:
        return [s for s in self._workspace.display_sets if s.study_uid == study_uid]

    def _show(self, number: int) -> None:
        assert self.hung is not None
        assert self.study_uid is not None
        self.stage_number = number
        stage, workspace = self.hung.stages[number], self._workspace
        workspace.set_tiled(is_tiled=False)
        screen = workspace.screen
        current, shown = self._sets(self.study_uid), workspace.active.display_set
        if len(stage.shape.cells) == 1 and shown in current:
            current.sort(key=lambda s: s is not shown)  # what is there already may well stay
        placed = arrange(stage, current, self.prior_sets(self.study_uid))
        if screen.layout != stage.shape:
            screen.set_layout(stage.shape)
        elif screen.maximised is not None:
            screen.maximise(None)
        for viewport, hung in zip(screen.viewports, placed, strict=True):
            _put(viewport, hung)
        filled = [v for v in screen.viewports if v.display_set is not None]
        if filled and workspace.active.display_set is None:
            workspace.activate(filled[0])
        self._after = take_snapshot(workspace).without_places
        self.changed.emit(self)


def _put(viewport: Viewport, hung: Hung | None) -> None:
    """Show what hangs; a stack that is there already stays at its image."""
    shown = viewport.display_set
    if hung is None:
        if shown is not None:
            viewport.show(None)
        return
    if shown is None or shown.key != hung.display_set.key:
        viewport.show(hung.display_set, is_choice=False)
    if hung.view is not None:
        hang_view(viewport, hung.view)
