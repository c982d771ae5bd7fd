"""Real servers say the same through Python as through Rust."""

from __future__ import annotations

import pytest
from lab import but_for_times, differences, missing, play

from rdp_health import check


@pytest.mark.parametrize("server", ["xrdp", "freerdp"])
def test_a_real_server(server: str) -> None:
    with play([f"real:{server}"]) as hosts:
        line = next(hosts)
        if "skipped" in line:
            missing(line["skipped"])
        report = check(line["target"])
    # The tests' own authority is none that this system trusts.
    assert report.primary in ("cert-untrusted", "cert-chain-incomplete"), report.summary
    different = differences(but_for_times(report.to_dict()), but_for_times(line["report"]))
    assert not different, "\n".join(different)
