//! `cargo xtask codegen`: what is made from the code and kept in the repository beside it.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::shell::root;

/// Writes the JSON schema of the report; with `check`, only says whether the committed one still fits the code.
pub(crate) fn run(check: bool) -> Result<()> {
    let schema = schemars::schema_for!(rdp_health::Report);
    let schema = serde_json::to_string_pretty(&schema).context("the schema of the report")? + "\n";
    let name = "crates/rdp-health/schema/report.v1.json";
    let file = root().join(name);
    let committed = fs::read_to_string(&file).unwrap_or_default();
    if check {
        ensure!(
            committed == schema,
            "{name} does not fit the code: run cargo xtask codegen and look at the difference"
        );
    } else if committed != schema {
        fs::create_dir_all(file.parent().unwrap_or(root())).with_context(|| name.to_owned())?;
        fs::write(&file, schema).with_context(|| name.to_owned())?;
        println!("written: {name}");
    }
    println!("codegen: ok");
    Ok(())
}
