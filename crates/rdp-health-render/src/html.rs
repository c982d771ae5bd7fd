//! A page for a browser: one file that asks for nothing, works from a disk, and prints. Of one host everything that its
//! report has; of many the causes first, then each host.
//!
//! INVARIANT: markup is literals of this crate alone. What a report says passes [`Markup::text`] or [`Markup::data`];
//! the script writes text and never markup; and the page's policy lets nothing run, load or connect but this style and
//! this script, by their hashes.

mod fleet;
mod host;
mod markup;

use crate::gathered::Gathered;
use markup::Markup;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The page's policy. The hashes are those of [`STYLE`] and [`SCRIPT`], which a test compares.
const POLICY: &str = concat!(
    "default-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; ",
    "trusted-types 'none'; style-src 'sha256-",
    include_str!("html/page.css.sha256"),
    "'; script-src 'sha256-",
    include_str!("html/page.js.sha256"),
    "'"
);

/// How a report is marked in a page.
const REPORT: &str = "<script type=\"application/json\" class=\"report\">";
const END: &str = "</script>";

pub(crate) fn html(gathered: &Gathered) -> String {
    let mut page = Markup::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\"").attribute("content", POLICY).raw(">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw("<title>");
    match &gathered.only {
        Some(report) => page.text(format!("{}: {} — rdp-health", report.target, report.verdict)),
        None => page.text(format!("{} hosts — rdp-health", gathered.hosts.len())),
    };
    page.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    match (&gathered.only, gathered.hosts.first()) {
        (Some(report), Some(digest)) => host::write(&mut page, report, digest),
        _ => fleet::write(&mut page, &gathered.hosts),
    }
    for report in &gathered.reports {
        page.raw(REPORT).data(report).raw(END).raw("\n");
    }
    page.raw("<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    page.finish()
}

/// The reports that a page carries, each as JSON for [`Report::from_json`](rdp_health::Report::from_json); nothing if
/// the text is another page.
#[must_use]
pub fn reports_in_html(page: &str) -> Vec<&str> {
    let parts = page.split(REPORT).skip(1);
    parts.filter_map(|part| Some(part.split_once(END)?.0)).collect()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    #[test]
    fn the_policy_names_the_hashes_of_style_and_script() {
        for (of, content) in [("page.css", STYLE), ("page.js", SCRIPT)] {
            let digest = ring::digest::digest(&ring::digest::SHA256, content.as_bytes());
            let hash = base64::engine::general_purpose::STANDARD.encode(digest);
            assert!(POLICY.contains(&format!("'sha256-{hash}'")), "write {hash} into html/{of}.sha256");
            assert!(!content.contains("</"), "{of} would end its element");
        }
    }

    #[test]
    fn what_is_no_page_has_no_reports() {
        for text in ["", "{}", REPORT, "<script type=\"application/json\" class=\"report\"", END] {
            assert!(reports_in_html(text).is_empty());
        }
    }
}
