"""`radiolucent --self-test`: can this installation decode what it says it can?"""

import click

from viewer.cli.output import ExitCode, print_table


def print_self_test() -> int:
    """Decode one built-in sample of each transfer syntax in a worker process, print a table."""
    from viewer.dicom.decoding.self_test import self_test
    from viewer.frames.workers import DecodePool

    pool = DecodePool(workers=1)
    try:
        rows = self_test(pool.decode)
    finally:
        pool.close()
    print_table(
        ("Transfer syntax", "Name", "Result", "Detail"),
        [(row.uid, row.name, "ok" if row.ok else "FAILED", row.detail) for row in rows],
    )
    failed = sum(not row.ok for row in rows)
    click.echo(f"{len(rows) - failed} of {len(rows)} work.")
    return ExitCode.ERROR if failed else ExitCode.DONE
