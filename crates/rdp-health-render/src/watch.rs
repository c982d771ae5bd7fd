//! A watch: a line when the verdict changes, a table of several hosts, and the sum of it all.

use std::time::{Duration, SystemTime};

use rdp_health::{CauseId, Report, Verdict};
use unicode_width::UnicodeWidthStr as _;

use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style;
use crate::words::{count, duration, to_the_second};

/// Column of the sentence: the time, the verdict.
const SENTENCE: usize = 20 + 2 + 12 + 2;

/// A check that changed the verdict or its cause: when, what it is now, why, and how long it had been what before.
/// Without a state before it is the first check. `named` says whether several hosts are watched.
#[must_use]
pub fn change_line(
    report: &Report,
    before: Option<(Verdict, Duration)>,
    named: bool,
    options: &TextOptions,
) -> String {
    let mut page = Page::new(options);
    let at = to_the_second(report.started_at);
    let word = report.verdict.to_string();
    let head = [plain(format!("{at:20}  ")), styled(style::verdict(report.verdict), format!("{word:12}  "))];
    let mut sentence = if named { format!("{}: ", report.target) } else { String::new() };
    if let Some(primary) = &report.primary {
        sentence.push_str(&format!("{primary}: "));
    }
    sentence.push_str(&report.summary);
    if let Some((verdict, lasted)) = before {
        sentence.push_str(&format!(" Before: {verdict} for {}.", span(lasted)));
    }
    page.line(&head, SENTENCE, &[plain(sentence)]);
    page.finish()
}

/// One host of several that are watched, as it is now.
#[derive(Debug, Clone)]
pub struct WatchRow {
    /// The host.
    pub target: String,
    /// Its state, and the cause; `None` = the first check is under way.
    pub state: Option<(Verdict, Option<CauseId>)>,
    /// How long the state has been seen.
    pub lasting: Duration,
    /// When it changed last; `None` = never.
    pub changed: Option<SystemTime>,
    /// The times of the last checks, as bars.
    pub sparkline: String,
}

/// Several hosts as a table: state, since when, last change, times, cause. It takes so many lines at most: those that
/// are not healthy come first, and what is left out is counted.
#[must_use]
pub fn watch_table(rows: &[WatchRow], lines: usize, options: &TextOptions) -> String {
    /// Widest name, in columns: longer ones are cut off.
    const WIDEST: usize = 30;
    let mut page = Page::new(options);
    let cause = |row: &WatchRow| match &row.state {
        Some((_, Some(cause))) => cause.to_string(),
        _ => String::new(),
    };
    let widest = rows.iter().map(|row| row.target.width()).max().unwrap_or(0).clamp(4, WIDEST);
    let causes = rows.iter().map(|row| cause(row).width()).max().unwrap_or(0);
    let mut titles = format!("{:widest$}  {:13}  {:>11}  {:9}", "Host", "State", "For", "Changed");
    // The columns before the times of the last checks, of which the newest have the room that is left.
    let before = titles.width() + if causes == 0 { 0 } else { causes.max(5) + 2 } + 2;
    let bars = options.width.saturating_sub(before);
    if 0 < causes {
        titles.push_str("  Cause");
    }
    let titles: String = titles.chars().take(options.width).collect();
    page.line(&[styled(style::BOLD, titles)], 0, &[]);
    let mut sorted: Vec<&WatchRow> = rows.iter().collect();
    sorted.sort_by_key(|row| row.state.as_ref().is_some_and(|(verdict, _)| *verdict == Verdict::Healthy));
    let room = lines.saturating_sub(1).max(1);
    let shown = if rows.len() <= room { room } else { room.saturating_sub(1) };
    for row in sorted.iter().take(shown) {
        let mut target: String = row.target.chars().take(WIDEST).collect();
        if target != row.target {
            target = target.chars().take(WIDEST - 3).chain("...".chars()).collect();
        }
        let (word, style) = match &row.state {
            Some((verdict, _)) => (verdict.to_string(), style::verdict(*verdict)),
            None => ("not yet known".to_owned(), style::PLAIN),
        };
        let lasting = row.state.as_ref().map(|_| span(row.lasting)).unwrap_or_default();
        let changed = row.changed.map(to_the_second).unwrap_or_default();
        let changed = changed.split_once('T').map_or("never", |(_, time)| time);
        let mut rest = format!("  {lasting:>11}  {changed:9}  ");
        if 0 < causes {
            rest.push_str(&format!("{:1$}  ", cause(row), causes.max(5)));
        }
        let old = row.sparkline.chars().count().saturating_sub(bars);
        rest.extend(row.sparkline.chars().skip(old));
        // A line that turned would tear the table.
        let rest: String = rest.chars().take(options.width.saturating_sub(widest + 15)).collect();
        let head = [plain(format!("{target:widest$}  ")), styled(style, format!("{word:13}")), plain(rest)];
        page.line(&head, 0, &[]);
    }
    let left = rows.len().saturating_sub(shown);
    if 0 < left {
        page.line(&[plain(crate::words::more(left, "host"))], 0, &[]);
    }
    page.finish()
}

/// What a watch came to: each verdict with its number of checks and its time, how often it changed, the share of the
/// known time in which clients could connect, in thousandths, and the shortest, mean and longest time that connecting
/// took. `of` names the host where several were watched.
#[must_use]
pub fn watch_totals(
    of: Option<&str>,
    states: &[(Verdict, u64, Duration)],
    changes: u64,
    availability: Option<u64>,
    connect: Option<(Duration, Duration, Duration)>,
    options: &TextOptions,
) -> String {
    let mut page = Page::new(options);
    let checks: u64 = states.iter().map(|(_, checks, _)| checks).sum();
    let time = states.iter().map(|(.., time)| *time).sum();
    let of = of.map(|name| format!("{name}: ")).unwrap_or_default();
    let sum = format!("{of}{} in {}, {}:", count(checks, "check"), span(time), count(changes, "change"));
    let mut line = vec![plain(sum)];
    let mut separator = " ";
    for (verdict, checks, time) in states.iter().filter(|(_, checks, _)| 0 < *checks) {
        line.push(plain(separator));
        line.push(styled(style::verdict(*verdict), format!("{verdict} {}", span(*time))));
        line.push(plain(format!(" ({checks})")));
        separator = ", ";
    }
    page.line(&[], 0, &line);
    let mut parts = Vec::new();
    parts.extend(
        availability.map(|share| format!("available {}.{} % of the known time", share / 10, share % 10)),
    );
    parts.extend(connect.map(|(best, mean, worst)| {
        let [best, mean, worst] = [best, mean, worst].map(duration);
        format!("time to connect: {best} at best, {mean} on average, {worst} at worst")
    }));
    if !parts.is_empty() {
        page.line(&[], 0, &[plain(parts.join("; "))]);
    }
    page.finish()
}

/// A time in which something lasted, to the second.
#[must_use]
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_two_lines() {
        let states = [
            (Verdict::Healthy, 100, Duration::from_secs(7 * 3600 + 125)),
            (Verdict::Degraded, 0, Duration::ZERO),
            (Verdict::Failing, 3, Duration::from_secs(95)),
            (Verdict::Inconclusive, 0, Duration::ZERO),
        ];
        let times = [900, 12_400, 1_031_000].map(Duration::from_micros);
        let text = watch_totals(
            None,
            &states,
            2,
            Some(996),
            Some((times[0], times[1], times[2])),
            &TextOptions::default().width(200),
        );
        assert_eq!(
            text,
            "103 checks in 7 h 3 min, 2 changes: healthy 7 h 2 min (100), failing 1 min 35 s (3)\n\
             available 99.6 % of the known time; time to connect: 0.9 ms at best, 12 ms on average, 1.03 s at worst\n"
        );
    }

    #[test]
    fn a_watch_that_saw_nothing() {
        assert_eq!(
            watch_totals(Some("srv01:3389"), &[], 0, None, None, &TextOptions::default()),
            "srv01:3389: 0 checks in 0 s, 0 changes:\n"
        );
    }

    #[test]
    fn several_hosts_are_a_table_that_keeps_to_the_screen() {
        let row = |target: &str, state: Option<(Verdict, &str)>, changed: Option<u64>| WatchRow {
            target: target.to_owned(),
            state: state.map(|(verdict, cause)| (verdict, cause.parse().ok())),
            lasting: Duration::from_secs(185),
            changed: changed.map(|at| SystemTime::UNIX_EPOCH + Duration::from_secs(at)),
            sparkline: "_.-x".to_owned(),
        };
        let rows = [
            row("srv01:3389", Some((Verdict::Healthy, "")), None),
            row("srv02:3390", Some((Verdict::Failing, "tcp-refused")), Some(3661)),
            row("a-name-that-is-too-long-for-a-table.corp.example:3389", None, None),
        ];
        let options = TextOptions::default().width(80).ascii(true);
        assert_eq!(
            watch_table(&rows, 10, &options.clone().width(100)),
            "Host                            State                  For  Changed    Cause\n\
             srv02:3390                      failing          3 min 5 s  01:01:01Z  tcp-refused  _.-x\n\
             a-name-that-is-too-long-for...  not yet known               never                   _.-x\n\
             srv01:3389                      healthy          3 min 5 s  never                   _.-x\n"
        );
        for width in [60, 79, 80] {
            let options = options.clone().width(width);
            let page = watch_table(&rows, 10, &options);
            assert!(page.lines().all(|line| line.chars().count() <= width), "{page}");
        }
        let table = watch_table(&rows, 3, &options.clone().width(100));
        assert_eq!(table.lines().count(), 3, "{table}");
        assert!(table.contains("tcp-refused") && table.ends_with("\n2 more hosts\n"), "{table}");
        assert!(watch_table(&rows[..2], 3, &options).ends_with("_.-x\n"));
    }
}
