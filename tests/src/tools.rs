//! Which real servers and tools are there, and what to do in a test where one is not.

use std::io::Write;
use std::path::PathBuf;

/// Where the program `name` is: on the search path, where Debian keeps servers and session daemons, or in the checkout's
/// own Python environment.
pub fn tool(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let python = concat!(env!("CARGO_MANIFEST_DIR"), "/../.env/peers/bin");
    let usual = ["/usr/sbin", "/sbin", "/usr/libexec", python].map(PathBuf::from);
    std::env::split_paths(&path).chain(usual).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Why a test cannot run here: the first of `programs` that is not installed. Used by `require!`.
///
/// # Panics
/// Where `CI` is `true`: there a test that does not run is a failure.
#[must_use]
pub fn skip_without(programs: &[&str]) -> bool {
    let missing = programs.iter().find(|name| tool(name).is_none());
    skip_if(missing.map(|name| format!("{name} is not installed (cargo xtask real-servers installs it)")))
}

/// The same for what only root may do (network and host name namespaces). Used by `require_root!`.
///
/// # Panics
/// Where `CI` is `true`.
#[must_use]
pub fn skip_without_root() -> bool {
    let root = nix::unistd::geteuid().is_root();
    skip_if((!root).then(|| "only root can make a namespace for it".to_owned()))
}

fn skip_if(why: Option<String>) -> bool {
    let Some(why) = why else { return false };
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "in CI every test runs: {why}");
    // Not println!, which the test harness hides when a test passes.
    let _ = writeln!(std::io::stdout(), "skipped: {why}");
    true
}

/// Returns from the test, saying so, unless all these programs are installed.
#[macro_export]
macro_rules! require {
    ($($program:literal),+ $(,)?) => {
        if $crate::tools::skip_without(&[$($program),+]) {
            return;
        }
    };
}

/// Returns from the test, saying so, unless it runs as root.
#[macro_export]
macro_rules! require_root {
    () => {
        if $crate::tools::skip_without_root() {
            return;
        }
    };
}
