"""What the user may choose of the audit trail."""

from dataclasses import dataclass

from viewer.base.setting import setting


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """Whether it is kept, and where it is sent."""

    is_on: bool = setting(
        False,
        "Keep an audit trail",
        "Who opened, sent, fetched or removed which studies, in messages as DICOM defines them.",
        starts_later=True,
    )
    site: str = setting("", "Name of the site", "Stands in each message.", starts_later=True)
    syslog_host: str = setting(
        "",
        "Send it to the host",
        "A collector that takes syslog over TLS; nothing is sent where this is empty.",
        starts_later=True,
    )
    syslog_port: int = setting(6514, "Port", minimum=1, maximum=65535, starts_later=True)
    syslog_ca: str = setting(
        "", "Authority (CA) of the collector", "A file in PEM form.", starts_later=True
    )
    syslog_certificate: str = setting(
        "", "Our certificate for it", "A file in PEM form.", starts_later=True
    )
    syslog_key: str = setting("", "Key of the certificate", starts_later=True)
