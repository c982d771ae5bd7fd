//! What happened when: a line per phase with its time as a bar, and what was learned in it.

mod proxy;
mod udp;
mod web;

use std::time::Duration;

use anstyle::Style;
use rdp_health::observe::{AddressObservations, Conversation, PathQuality, Role, TimelineEntry};
use rdp_health::{Outcome, Phase, Report};

use super::facts;
use super::names;
use super::offers;
use super::questions;
use super::session;
use super::trust;
use super::waterfall;
use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{BAD, BOLD, DIM, GOOD, PLAIN};
use crate::words::duration;

/// Columns of a line: blanks, the phase, its time, its bar, what was learned.
const INDENT: usize = 2;
const NAME: usize = 15;
const TIME: usize = 7;

pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let table = Table { report, options, cells: cells(options.width) };
    table.scale(page);
    if let Outcome::Done(resolution) = &report.observations.host.resolve {
        table.row(page, "resolve", table.entry(0, Phase::Resolve), names::resolution(resolution));
    } else if let Some(failure) = report.observations.host.resolve.failed() {
        table.row(page, "resolve", table.entry(0, Phase::Resolve), facts::failure(failure));
    }
    table.proxy(page);
    for seen in &report.observations.host.addresses {
        table.address(page, report.observations.host.role, seen);
    }
    table.outcome(page, "trust", table.entry(0, Phase::Certificate), &report.observations.trust, |stores| {
        trust::stores(stores, report)
    });
    if options.everything() {
        for says in trust::reasons(report) {
            table.row(page, "", None, says.to_owned());
        }
    }
    // The look at the stores comes first; those behind it have a time only where something was fetched.
    let mut looks =
        report.timeline.iter().filter(|one| one.connection == 0 && one.phase == Phase::Certificate);
    let _stores = looks.next();
    if let Outcome::Done(issuers) = &report.observations.issuers {
        let mut entry = if issuers.fetches.is_empty() { None } else { looks.next() };
        for says in trust::issuers(issuers) {
            table.row(page, "issuers", entry.take(), says);
        }
    }
    if let Outcome::Done(revocation) = &report.observations.revocation {
        let mut entry = if revocation.fetches.is_empty() { None } else { looks.next() };
        for says in trust::revocation(revocation) {
            table.row(page, "revocation", entry.take(), says);
        }
    }
    table.udp(page);
    if let Outcome::Done(ports) = &report.observations.websocket {
        table.websocket(page, ports);
    }
    if let Outcome::Done(gateway) = &report.observations.gateway {
        table.gateway(page, gateway);
    }
    if let Outcome::Done(proxy) = &report.observations.kdc_proxy {
        table.kdc_proxy(page, proxy);
    }
}

/// Cells of a bar: a fifth of the page.
fn cells(width: usize) -> u32 {
    u32::try_from(width / 5).unwrap_or(20).clamp(8, 24)
}

struct Table<'a> {
    report: &'a Report,
    options: &'a TextOptions,
    cells: u32,
}

impl Table<'_> {
    /// The whole check: the length of a full bar.
    fn total(&self) -> Duration {
        let ends = self.report.timeline.iter().map(TimelineEntry::end);
        ends.max().unwrap_or_default().max(self.report.elapsed)
    }

    fn scale(&self, page: &mut Page<'_>) {
        let end = duration(self.total());
        let cells = usize::try_from(self.cells).unwrap_or(0);
        let title = format!("{:1$}", "What happened", INDENT + NAME + TIME + 2);
        let scale = format!("0{end:>0$}", cells.saturating_sub(1));
        page.line(&[styled(BOLD, title), styled(DIM, scale)], 0, &[]);
    }

    fn entry(&self, connection: u32, phase: Phase) -> Option<&TimelineEntry> {
        self.report.timeline.iter().find(|entry| entry.connection == connection && entry.phase == phase)
    }

    fn address(&self, page: &mut Page<'_>, role: Role, seen: &AddressObservations) {
        let mut head = vec![styled(BOLD, proxy::place(seen))];
        if let Some(way) = facts::route(seen, self.options.everything()) {
            head.push(plain(format!("  {way}")));
        }
        if let Some([name, ..]) = seen.reverse.done().map(Vec::as_slice) {
            head.push(plain(format!("  in reverse {name}")));
        }
        page.item(INDENT, "", &head);
        let mut certificate_shown = None;
        for (index, conversation) in seen.conversations.iter().enumerate() {
            if index == 0 || self.options.everything() {
                if self.options.everything() && 1 < seen.conversations.len() {
                    let title = format!("connection {}: {}", conversation.connection, conversation.why);
                    page.item(INDENT + 2, "", &[styled(DIM, title)]);
                }
                self.phases(page, role, conversation);
            } else {
                let earlier = seen.conversations.iter().take(index);
                let repeated = earlier.clone().any(|one| one.question == conversation.question);
                self.whole(page, conversation, repeated);
            }
            let Some(chain) = conversation.certificates.done() else { continue };
            let leaf = chain.first().map(|leaf| &leaf.sha256);
            // The same certificate again says nothing new.
            if certificate_shown != leaf || certificate_shown.is_none() {
                let head = format!("{:INDENT$}{:NAME$}", "", "  certificate");
                page.line(&[plain(&head)], head.len(), &[plain(trust::chain(chain, self.report))]);
                certificate_shown = leaf;
            }
        }
        for other in seen.other_ports.done().into_iter().flatten() {
            let name = format!("  port {}", other.port);
            let entry = self.entry(other.connection, Phase::Connect);
            self.row(page, &name, entry, facts::other_port(other));
        }
        if let Some(quality) = seen.path.done() {
            self.row(page, "  path", self.path_entry(quality).as_ref(), facts::path(quality));
        }
        for (label, words) in seen.tls_offers.done().map(offers::lines).unwrap_or_default() {
            let head = format!("{:INDENT$}{:NAME$}", "", format!("  {label}"));
            page.line(&[plain(&head)], head.len(), &[plain(words)]);
        }
        if let Some(why) = &seen.cut_short {
            page.item(INDENT + 2, "", &[styled(BAD, "cut short: "), plain(why)]);
        }
    }

    /// One connection, a line per phase that it reached.
    fn phases(&self, page: &mut Page<'_>, role: Role, conversation: &Conversation) {
        let number = conversation.connection;
        let connect = self.entry(number, Phase::Connect);
        self.outcome(page, "  connect", connect, &conversation.connect, facts::connected);
        let asked = self.entry(number, Phase::Proxy);
        self.outcome(page, "  proxy", asked, &conversation.proxy, proxy::answered);
        let negotiate = self.entry(number, Phase::Negotiate);
        self.outcome(page, "  negotiate", negotiate, &conversation.negotiate, facts::negotiated);
        self.outcome(page, "  identify", negotiate, &conversation.greeting, |greeting| {
            format!("{} answers", greeting.service)
        });
        let tls = self.entry(number, Phase::Tls);
        self.outcome(page, "  TLS", tls, &conversation.tls, facts::session);
        self.outcome(page, "  TLS hello", tls, &conversation.hello, facts::hello);
        let credssp = self.entry(number, Phase::Credssp);
        let source = conversation.negotiate.done().and_then(|negotiated| negotiated.source_reference);
        self.outcome(page, "  NLA", credssp, &conversation.credssp, |answer| {
            session::credssp(answer, source)
        });
        let settings = self.entry(number, Phase::StandardSecurity);
        self.outcome(page, "  settings", settings, &conversation.settings, session::settings);
        self.outcome(page, "  HTTP", self.entry(number, role.http_phase()), &conversation.http, facts::http);
    }

    /// A phase that was reached.
    fn outcome<T>(
        &self,
        page: &mut Page<'_>,
        name: &str,
        entry: Option<&TimelineEntry>,
        outcome: &Outcome<T>,
        done: impl FnOnce(&T) -> String,
    ) {
        match outcome {
            Outcome::Done(answer) => self.row(page, name, entry, done(answer)),
            Outcome::Failed(failure) => self.row(page, name, entry, facts::failure(failure)),
            Outcome::Skipped(_) => {}
        }
    }

    /// All attempts together.
    fn path_entry(&self, quality: &PathQuality) -> Option<TimelineEntry> {
        let first = self.entry(quality.attempts.first()?.connection, Phase::Connect)?;
        let last = quality.attempts.last()?.connection;
        let last = self.entry(last, Phase::Path).or_else(|| self.entry(last, Phase::Connect))?;
        let mut whole = first.clone();
        whole.elapsed = last.end().saturating_sub(first.start);
        whole.ok = quality.lost() == 0;
        Some(whole)
    }

    /// A follow-up connection on one line.
    fn whole(&self, page: &mut Page<'_>, conversation: &Conversation, repeated: bool) {
        let number = conversation.connection;
        let refusal = proxy::refusal(&conversation.proxy);
        let entry = self.whole_entry(number, refusal.is_none() && conversation.failure().is_none());
        let question = questions::question(conversation.question, repeated);
        let facts = format!("{question}: {}", refusal.unwrap_or_else(|| facts::conversation(conversation)));
        self.row(page, &format!("  connection {number}"), entry.as_ref(), facts);
    }

    /// The time of a whole connection.
    fn whole_entry(&self, number: u32, ok: bool) -> Option<TimelineEntry> {
        let phases = || self.report.timeline.iter().filter(|entry| entry.connection == number);
        let start = phases().map(|entry| entry.start).min();
        let end = phases().map(TimelineEntry::end).max();
        phases().next_back().map(|last| {
            let mut whole = last.clone();
            whole.start = start.unwrap_or(last.start);
            whole.elapsed = end.unwrap_or_default().saturating_sub(whole.start);
            whole.ok = ok;
            whole
        })
    }

    fn row(&self, page: &mut Page<'_>, name: &str, entry: Option<&TimelineEntry>, facts: String) {
        let ok = entry.is_none_or(|entry| entry.ok);
        let time = entry.map(|entry| duration(entry.elapsed)).unwrap_or_default();
        let total = self.total();
        let (start, elapsed) = entry.map(|entry| (entry.start, entry.elapsed)).unwrap_or_default();
        let bar = waterfall::bar(start, elapsed, total, self.cells, ok, self.options.ascii);
        let style: Style = if ok { GOOD } else { BAD };
        let drawn = if entry.is_some() { bar.bar } else { " ".to_owned() };
        let head = [
            plain(format!("{:INDENT$}{name:NAME$}{time:>TIME$}  {}", "", bar.before)),
            styled(style, drawn),
            plain(format!("{}  ", bar.after)),
        ];
        let hang = INDENT + NAME + TIME + 2 + usize::try_from(self.cells).unwrap_or(0) + 2;
        page.line(&head, hang, &[styled(if ok { PLAIN } else { BAD }, facts)]);
    }
}
