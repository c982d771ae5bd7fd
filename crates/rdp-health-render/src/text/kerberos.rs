//! What was seen of what Kerberos needs: one line on how it stands, and one for each need that decides it.

use rdp_health::{KerberosPoint, Report, Tri};

use crate::options::TextOptions;
use crate::page::{Page, plain};

pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let Some(kerberos) = &report.kerberos else { return };
    let stands = match kerberos.ready {
        Tri::Yes => "nothing was seen that keeps clients from it",
        Tri::No => "clients use NTLM here",
        Tri::Unknown => "not settled",
    };
    // A single reason needs no line of its own.
    let decides = |point: &&KerberosPoint| options.everything() || point.met == kerberos.ready;
    let points: Vec<&KerberosPoint> = kerberos.points.iter().filter(decides).collect();
    match points.as_slice() {
        [only] if kerberos.ready != Tri::Yes => {
            page.field("Kerberos", &[plain(format!("{stands}: {}", only.says))]);
        }
        points => {
            page.field("Kerberos", &[plain(stands)]);
            for point in points {
                page.item(15, "- ", &[plain(&point.says)]);
            }
        }
    }
}
