//! `cargo xtask codegen`: what is made from the code and kept in the repository beside it.

mod model;
mod notice;
mod python;
mod typescript;

use std::fs;

use anyhow::{Context, Result, ensure};
use schemars::{Schema, schema_for};

use crate::shell::root;
pub(crate) use notice::crates_of;

/// Writes the JSON schemas of what crosses the library's border; with `check`, only says whether the committed ones
/// still fit the code.
pub(crate) fn run(check: bool) -> Result<()> {
    schema("report.v1", schema_for!(rdp_health::Report), check)?;
    schema("options.v1", schema_for!(rdp_health::CheckOptions), check)?;
    schema("event.v1", schema_for!(rdp_health::Event), check)?;
    schema("explanation.v1", schema_for!(rdp_health::Explanation), check)?;
    schema("lint.v1", schema_for!(rdp_health::Lint), check)?;
    let model = model::Model::of_the_library()?;
    keep("bindings/node/lib/model.d.cts", &typescript::declarations(&model)?, check)?;
    keep("bindings/node/lib/options.cjs", &typescript::option_table(&model)?, check)?;
    keep(python::FILE, &python::types(&model)?, check)?;
    keep(notice::FILE, &notice::text()?, check)?;
    println!("codegen: ok");
    Ok(())
}

/// Where the book of `cargo xtask site` is published, with the schemas.
const PUBLISHED: &str = "https://rdp-health.github.io/rdp-health/schema";

fn schema(name: &str, mut schema: Schema, check: bool) -> Result<()> {
    schema.insert("$id".to_owned(), format!("{PUBLISHED}/{name}.json").into());
    let name = format!("crates/rdp-health/schema/{name}.json");
    let text = serde_json::to_string_pretty(&schema).with_context(|| name.clone())? + "\n";
    keep(&name, &text, check)
}

/// Keeps one generated file as it should be.
fn keep(name: &str, text: &str, check: bool) -> Result<()> {
    let file = root().join(name);
    let committed = fs::read_to_string(&file).unwrap_or_default();
    if check {
        ensure!(
            committed == text,
            "{name} does not fit the code: run cargo xtask codegen and look at the difference"
        );
    } else if committed != text {
        fs::create_dir_all(file.parent().unwrap_or(root())).with_context(|| name.to_owned())?;
        fs::write(&file, text).with_context(|| name.to_owned())?;
        println!("written: {name}");
    }
    Ok(())
}
