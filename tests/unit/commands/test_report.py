"""Going to what reports of others refer to."""

from pathlib import Path

from tests.support.builders import report, write
from viewer.commands.command import call
from viewer.commands.context import Context, Notice
from viewer.commands.dispatch import run
from viewer.commands.registry import CommandRegistry
from viewer.dicom.scan import scan_file


def test_a_report_that_refers_to_no_image_says_so(
    context: Context, registry: CommandRegistry, notices: list[Notice], tmp_path: Path
) -> None:
    context.workspace.add_records([scan_file(write(tmp_path / "sr.dcm", report()))])
    (listed,) = context.workspace.reports.all
    assert not run(call("report.show", uid=listed.sop_instance_uid), context, registry)
    assert notices[-1].message == "This report refers to no image."
