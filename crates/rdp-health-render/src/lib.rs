#![doc = include_str!("../README.md")]
//!
//! INVARIANT: what came from the network reaches a terminal only after it has been escaped, and *unknown* is never
//! printed as *no*. No format knows another.

mod causes_text;
mod certificates;
mod checkmk;
mod clients_text;
mod compare_text;
mod csv;
mod digest;
mod escape;
mod explain_text;
mod format;
mod gathered;
mod html;
mod json;
mod junit;
mod lint_text;
mod markdown;
mod merged;
mod nagios;
mod ndjson;
mod options;
mod overview;
mod page;
mod profiles_text;
mod prometheus;
mod prtg;
mod sarif;
mod steps;
mod style;
mod summary;
mod text;
mod watch;
mod what_if_text;
mod words;
mod zabbix;

pub use causes_text::{cause_text, causes_text};
pub use certificates::{certificates_json, certificates_pem, certificates_text};
pub use clients_text::clients_text;
pub use compare_text::{compare_json, compare_text};
pub use explain_text::{explain_text, found_text, log_text};
pub use format::Format;
pub use gathered::Gathered;
pub use html::reports_in_html;
pub use json::{
    CausePage, audit_json, cause_json, causes_json, clients_json, explain_json, found_json, json, json_line,
    lint_json, log_json, profiles_json,
};
pub use lint_text::lint_text;
pub use merged::merged_text;
pub use ndjson::ndjson;
pub use options::{Detail, TextOptions};
pub use overview::Overview;
pub use profiles_text::{patterns_line, profiles_text};
pub use summary::{summary_line, totals_line};
pub use text::{audit_text, text};
pub use watch::{WatchRow, change_line, span, watch_table, watch_totals};
pub use what_if_text::{losses_text, what_if_json, what_if_text};
