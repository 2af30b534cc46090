"""Floor 1: the domain as frozen values and enums. numpy allowed; no pydicom, no I/O."""
