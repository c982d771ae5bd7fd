//! A behaviour, what is asked of it, and the process that asks.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::process::Stdio;
use std::time::Duration;

use rdp_health::{CheckOptions, Depth, Timeouts};
use rdp_health_lab::{Lab, LabError, Scenario};
use rdp_health_tests::hostile::{Asked, Measured};
use rdp_health_tests::scenario::{options, proxy};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// What a check may take.
pub(super) const BUDGET: Duration = Duration::from_secs(2);
/// The longest wait for one answer.
const WAIT: Duration = Duration::from_millis(400);

/// A host that plays until this is dropped, and how it is checked.
pub(super) struct Stage {
    pub(super) rdp_file: String,
    pub(super) options: CheckOptions,
    pub(super) proxy: Option<String>,
    pub(super) plays: Box<dyn Any + Send + Sync>,
}

pub(super) type Play<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a host does, and what may be said of it as certain because it is true.
pub(super) struct Behaviour {
    pub(super) name: String,
    pub(super) certain: &'static [&'static str],
    /// None where this system cannot play it.
    pub(super) play: Play<Option<Stage>>,
}

impl Behaviour {
    /// Of a host that is no scenario.
    pub(super) fn own(
        name: impl Into<String>,
        certain: &'static [&'static str],
        play: impl Future<Output = Stage> + Send + 'static,
    ) -> Self {
        Self { name: name.into(), certain, play: Box::pin(async { Some(play.await) }) }
    }

    /// In the lab's language.
    pub(super) fn lab(name: impl Into<String>, certain: &'static [&'static str], scenario: String) -> Self {
        Self::lab_with(name, certain, scenario, |_| {})
    }

    /// The same with other options.
    pub(super) fn lab_with(
        name: impl Into<String>,
        certain: &'static [&'static str],
        scenario: String,
        change: impl FnOnce(&mut CheckOptions) + Send + 'static,
    ) -> Self {
        let name = name.into();
        let called = name.clone();
        let play = async move {
            let scenario =
                Scenario::parse(&scenario).unwrap_or_else(|error| panic!("{called}: {error}\n{scenario}"));
            let lab = match Lab::start(&scenario).await {
                Ok(lab) => lab,
                Err(LabError::Unsupported { .. } | LabError::Listen { .. }) => return None,
                Err(error) => panic!("{called}: {error}"),
            };
            let mut options = options(&scenario, &lab);
            // The name is not what is played here, and this process has much to do.
            options.timeouts.resolve = BUDGET;
            change(&mut options);
            let proxy = proxy(&scenario, &lab);
            Some(Stage { rdp_file: lab.rdp_file().to_owned(), options, proxy, plays: Box::new(lab) })
        };
        Self { name, certain, play: Box::pin(play) }
    }
}

/// A scenario of one host with this script on every connection; `more` are further tables.
pub(super) fn scenario(script: &str, more: &str) -> String {
    scenario_with("", "", script, more)
}

/// The same with more keys of the target and the options.
pub(super) fn scenario_with(target: &str, keys: &str, script: &str, more: &str) -> String {
    let (budget, wait) = (BUDGET.as_millis(), WAIT.as_millis());
    format!(
        "title = \"hostile\"\n[target]\nname = \"rdp1.lab.test\"\n{target}\n\
         [options]\ndepth = \"full\"\nbudget_ms = {budget}\ntimeout_ms = {wait}\n{keys}\n\
         [[hosts]]\naddress = \"127.0.0.1\"\nconnections = [[{script}]]\n{more}\n\
         [expect]\nverdict = \"inconclusive\"\n"
    )
}

/// The same options for a host that is no scenario.
pub(super) fn own_options() -> CheckOptions {
    CheckOptions::default()
        .depth(Depth::Full)
        .pacing(Duration::ZERO)
        .timeouts(Timeouts::default().each(WAIT).budget(BUDGET))
        .system_resolver(false)
        .unused_port(None)
}

/// Checks the hosts at once in a process of its own, by the options of the first.
pub(super) async fn check_apart(name: &str, stages: &[&Stage]) -> Measured {
    let first = stages.first().expect("a host");
    let mut options = first.options.clone();
    options.fetch.ports = stages.iter().flat_map(|stage| stage.options.fetch.ports.clone()).collect();
    let asked = Asked {
        targets: stages.iter().map(|stage| stage.rdp_file.clone()).collect(),
        options,
        proxy: first.proxy.clone(),
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_hostile-check"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(serde_json::to_string(&asked).unwrap().as_bytes()).await.unwrap();
    drop(input);
    let ended = tokio::time::timeout(10 * BUDGET, child.wait_with_output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{name} does not end")).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{name}: {}: {said}", output.status);
    if let Ok(folder) = std::env::var("HOSTILE_REPORTS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.json")), &output.stdout).unwrap();
    }
    serde_json::from_slice(&output.stdout).unwrap()
}
