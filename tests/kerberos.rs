//! What a scenario expects of Kerberos, held against a report: how it stands, and what that means where NTLM is switched
//! off.

use rdp_health::{KerberosPoint, Report, Tri, what_if};
use rdp_health_lab::KerberosExpectation;

/// A client of which all is known.
const CLIENT: &str = "mstsc-windows-11-24h2";

/// How the report differs from what was expected.
pub fn differences(expect: &KerberosExpectation, report: &Report) -> Vec<String> {
    let mut differences = Vec::new();
    let word = |tri: Tri| serde_json::to_value(tri).unwrap().as_str().unwrap().to_owned();
    let ready = report.kerberos.as_ref().map(|kerberos| word(kerberos.ready));
    let points = report.kerberos.as_ref().map(|kerberos| kerberos.points.as_slice()).unwrap_or_default();
    if ready != expect.ready {
        differences.push(format!("kerberos     expected {:?}, got {ready:?}: {points:?}", expect.ready));
    }
    let kinds = |met: Tri| -> Vec<String> {
        let of =
            |point: &KerberosPoint| serde_json::to_value(point.kind).unwrap().as_str().unwrap().to_owned();
        points.iter().filter(|point| point.met == met).map(of).collect()
    };
    for (what, wanted, got) in
        [("lacks", &expect.lacks, kinds(Tri::No)), ("unknown", &expect.unknown, kinds(Tri::Unknown))]
    {
        if *wanted != got {
            differences.push(format!("kerberos     {what}: expected {wanted:?}, got {got:?}: {points:?}"));
        }
    }
    for text in &expect.says {
        if !points.iter().any(|point| point.says.contains(text)) {
            differences.push(format!("kerberos     nothing says {text:?}: {points:?}"));
        }
    }
    if let Some(wanted) = &expect.without_ntlm {
        let losses = what_if(report, &["ntlm-off".parse().unwrap()]).unwrap();
        let got = match () {
            () if losses.lost.iter().any(|one| one.client == CLIENT) => "lost",
            () if losses.not_seen.iter().any(|one| one.clients.iter().any(|id| id == CLIENT)) => "unknown",
            () => "kept",
        };
        if got != wanted {
            differences.push(format!("without NTLM expected {wanted}, got {got}: {losses:?}"));
        }
    }
    differences
}
