"""The operator's folder: `site.yaml` and `policy.<lang>.md`, read into a `Policy` or all their faults."""

from cookieprefs.sitefile.faults import Fault, Reading
from cookieprefs.sitefile.production import check_for_production
from cookieprefs.sitefile.read import read

__all__ = ["Fault", "Reading", "check_for_production", "read"]
