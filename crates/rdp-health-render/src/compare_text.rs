//! Two reports side by side, as text and as JSON.

use rdp_health::{ComparedAs, ComparedSide, Comparison, Confidence, Course};

use crate::json::pretty;
use crate::options::{Detail, TextOptions};
use crate::page::{Page, Span, plain, styled};
use crate::style::{BAD, BOLD, GOOD, PLAIN, YELLOW, verdict};

/// Column of the values.
const VALUE: usize = 20;

/// What differs, what that implies, and what is the same.
#[must_use]
pub fn compare_text(comparison: &Comparison, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let style = match comparison.course {
        Course::Worse => BAD,
        Course::Better | Course::Same => GOOD,
        _ => YELLOW,
    };
    let head = format!("{}: ", comparison.compared_as);
    let says = match comparison.course {
        Course::Same => "nothing differs".to_owned(),
        Course::Unclear => format!("whether it is worse is {}", comparison.course),
        course => format!("the second is {course}"),
    };
    page.line(&[styled(BOLD, head)], 2, &[styled(style, says)]);
    for (label, side) in [("  first", &comparison.first), ("  second", &comparison.second)] {
        page.line(&[plain(format!("{label:VALUE$}"))], VALUE, &side_of(side, comparison.compared_as));
    }
    if !comparison.differences.is_empty() {
        page.blank();
        page.line(&[styled(BOLD, "Differs")], 0, &[]);
    }
    for difference in &comparison.differences {
        let label = format!("  {}", difference.what);
        page.line(&[plain(format!("{label:VALUE$}"))], VALUE, &[plain(difference.first.clone())]);
        page.line(&[plain(format!("{:VALUE$}", ""))], VALUE, &[plain(format!("-> {}", difference.second))]);
    }
    if !comparison.implies.is_empty() {
        page.blank();
        page.line(&[styled(BOLD, "Implies")], 0, &[]);
    }
    for implied in &comparison.implies {
        let sure = match implied.confidence {
            Confidence::Certain => String::new(),
            other => format!(" ({other})"),
        };
        page.item(2, "- ", &[plain(format!("{}{sure}", implied.says))]);
    }
    if !comparison.same.is_empty() {
        page.blank();
        match options.detail {
            Detail::Brief => {
                let same: Vec<String> = comparison.same.iter().map(|fact| fact.what.to_string()).collect();
                page.line(&[styled(BOLD, "Same: ")], 2, &[plain(same.join(", "))]);
            }
            _ => {
                page.line(&[styled(BOLD, "Same")], 0, &[]);
                for fact in &comparison.same {
                    let label = format!("  {}", fact.what);
                    page.line(&[plain(format!("{label:VALUE$}"))], VALUE, &[plain(fact.value.clone())]);
                }
            }
        }
    }
    if !comparison.not_comparable.is_empty() {
        let not: Vec<String> = comparison.not_comparable.iter().map(ToString::to_string).collect();
        page.line(
            &[styled(BOLD, "Not comparable: ")],
            2,
            &[plain(format!("{} (one of the two did not see it)", not.join(", ")))],
        );
    }
    page.finish()
}

fn side_of(side: &ComparedSide, compared_as: ComparedAs) -> Vec<Span> {
    let mut says = vec![plain(format!("{} ", side.host))];
    if compared_as != ComparedAs::Times {
        says.push(plain(format!("from {} ", side.vantage)));
    }
    says.push(plain(format!("at {}: ", side.at)));
    says.push(styled(verdict(side.verdict), side.verdict.to_string()));
    if let Some(primary) = &side.primary {
        says.push(styled(PLAIN, format!(", {primary}")));
    }
    says
}

/// Two reports side by side, indented.
///
/// # Errors
/// None that a comparison made by `rdp-health` can cause.
pub fn compare_json(comparison: &Comparison) -> Result<String, serde_json::Error> {
    pretty(comparison)
}
