//! Steps that are for one product in front of a gateway: where another one shows itself, they are left out.
//!
//! Such a step begins with its product: `On nginx: …`.

use crate::diagnose::finding::Finding;
use crate::diagnose::front;
use crate::diagnose::scene::Address;
use crate::observe::Role;

/// Findings about a gateway keep the steps for the products that its answers show; without any, every step stays.
pub(in crate::diagnose) fn fit<'a>(address: &Address<'_>, findings: impl Iterator<Item = &'a mut Finding>) {
    if address.endpoint.role != Role::Gateway {
        return;
    }
    let answers = address.seen.conversations.iter().filter_map(|one| one.http.done());
    let shown: Vec<String> = answers
        .flat_map(|answer| {
            front::product(answer).map(str::to_owned).into_iter().chain(front::sign_in(answer))
        })
        .collect();
    if shown.is_empty() {
        return;
    }
    let is_shown = |product: &str| shown.iter().any(|one| one.contains(product));
    for finding in findings {
        finding.remedies.retain(|step| product(&step.action).is_none_or(is_shown));
    }
}

/// The product that a step is for.
fn product(action: &str) -> Option<&str> {
    action.strip_prefix("On ")?.split_once(": ").map(|(product, _)| product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_for_one_product_begins_with_it() {
        assert_eq!(product("On nginx: look in `/var/log/nginx/error.log`."), Some("nginx"));
        assert_eq!(product("On F5 BIG-IP APM: publish the paths."), Some("F5 BIG-IP APM"));
        assert_eq!(product("Look on nginx: there is a log."), None);
    }
}
