"""The operator's folder: `site.yaml` and `policy.<lang>.md`, read into a `Policy` or all their faults.

Reading is imported by whoever reads: it takes as much memory as a tenth of a process that only serves.
"""

from cookieprefs.sitefile.faults import Fault, Reading

__all__ = ["Fault", "Reading"]
