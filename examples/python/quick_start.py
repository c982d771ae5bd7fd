"""Why does this Remote Desktop connection fail? ``python quick_start.py srv01.corp.example``"""

import sys

from rdp_health import check

if len(sys.argv) != 2:
    sys.exit("usage: python quick_start.py HOST")
report = check(sys.argv[1])
print(f"{report.verdict}: {report.summary}")
if report.primary_finding:
    for remedy in report.primary_finding.remedies:
        print("-", remedy.action)
