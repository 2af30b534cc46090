"""What can be wrong with a ZIP or gzip file as a whole."""

from viewer.base.errors import ViewerError


class PackedFileError(ViewerError):
    """An archive that cannot be read, or that no honest one would be like."""


class PasswordError(PackedFileError):
    """The members are encrypted; `is_wrong`: a password was given, and it is not the one."""

    def __init__(self, message: str, *, is_wrong: bool, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.is_wrong = is_wrong
