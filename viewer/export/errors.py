"""What can go wrong when something is written to a file."""

from viewer.base.errors import ViewerError


class ExportError(ViewerError):
    """A file that cannot be written as asked."""
