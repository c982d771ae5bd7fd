//! The PowerShell module passes options that the command has.

use crate::program::run;

#[test]
fn every_option_of_the_module_exists() {
    let module = include_str!("../../../../bindings/powershell/RdpHealth.psm1");
    let words = module.split(|end: char| end.is_whitespace() || ",()@'".contains(end));
    let options: Vec<&str> = words.filter(|word| word.starts_with("--") && word.len() > 2).collect();
    assert!(options.len() >= 5 && options.contains(&"--gateway"), "{options:?}");
    let help = run(&["check", "--help"]).stdout + &run(&["explain", "--help"]).stdout;
    for option in options {
        assert!(help.contains(&format!("{option} <")), "{option}");
    }
    assert!(help.contains("ndjson"));
}
