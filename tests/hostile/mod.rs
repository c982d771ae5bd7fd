//! Hosts that mean harm: whatever they do, a check ends in time, costs little, and says nothing false for certain.
//!
//! The behaviours come from tables: what is done, at which phase. Most are scenarios of the lab; what the lab cannot
//! play is in `peer`. Each is checked in a process of its own, so that time, processor and memory can be measured.
//!
//! `HOSTILE=tls-` in the environment plays those alone whose names contain that; `HOSTILE_REPORTS=folder` keeps what
//! was told of each.

mod authorities;
mod beside;
mod certificates;
mod conversation;
mod documents;
mod held;
mod names;
mod peer;
mod stage;
mod tls;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use stage::{Behaviour, check_apart};

/// How many play at once. Most of them wait.
const AT_ONCE: usize = 10;
/// What is late beside others is played alone, and so often, before it is a fault.
const TURNS: usize = 4;

fn all() -> Vec<Behaviour> {
    let mut all = conversation::all();
    all.extend(tls::all());
    all.extend(certificates::all());
    all.extend(documents::all());
    all.extend(names::all());
    all.extend(beside::all());
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_hostile_behaviour_is_held() {
    let wanted = std::env::var("HOSTILE").unwrap_or_default();
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut playing = JoinSet::new();
    for behaviour in all().into_iter().filter(|one| one.name.contains(&wanted)) {
        let free = Arc::clone(&free);
        playing.spawn(async move {
            let _one = free.acquire_owned().await.unwrap();
            let Behaviour { name, certain, play } = behaviour;
            let Some(stage) = play.await else { return (name, None) };
            let measured = check_apart(&name, &[&stage]).await;
            (name, Some((held::look(&measured, certain), held::late(&measured))))
        });
    }
    let (mut lines, mut broken, mut late, mut skipped) = (Vec::new(), Vec::new(), BTreeSet::new(), 0);
    while let Some(played) = playing.join_next().await {
        match played.unwrap() {
            (_, None) => skipped += 1,
            (name, Some(((line, faults), lateness))) => {
                late.extend(lateness.map(|_| name.clone()));
                lines.push(format!("{name:<44} {line}"));
                broken.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
            }
        }
    }
    lines.sort();
    println!("{}\n{} played, {skipped} skipped", lines.join("\n"), lines.len());
    for name in late {
        println!("{name} was late beside others");
        broken.extend(always_late(&name).await.map(|lateness| format!("{name}: {lateness}")));
    }
    broken.sort();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// How late it is at best when it plays alone.
async fn always_late(name: &str) -> Option<String> {
    let mut lateness = None;
    for _ in 0..TURNS {
        let Behaviour { play, .. } = all().into_iter().find(|one| one.name == name)?;
        let stage = play.await?;
        lateness = Some(held::late(&check_apart(name, &[&stage]).await)?);
    }
    lateness
}

#[test]
fn there_are_behaviours_of_every_family() {
    let all = all();
    let names: BTreeSet<&str> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), all.len(), "two have one name");
    assert!(120 <= names.len(), "only {}", names.len());
}

/// All of what costs most, at the same time in one process.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixteen_hostile_hosts_at_once_cost_little() {
    let mut stages = Vec::new();
    for costly in documents::costly().into_iter().cycle().take(16) {
        stages.push(costly().await);
    }
    let stages: Vec<_> = stages.iter().collect();
    let mut late = Vec::new();
    while late.len() < TURNS {
        let measured = check_apart("sixteen", &stages).await;
        println!("{}", held::costs(&measured));
        assert_eq!(measured.told.len(), 16);
        let faults = held::sixteen(&measured);
        assert!(faults.is_empty(), "{faults:#?}");
        match held::late(&measured).or_else(|| held::untried(&measured)) {
            Some(lateness) => late.push(lateness),
            None => return,
        }
    }
    panic!("{late:#?}");
}

/// Work on what bombs send has turns of its own: whoever is checked beside them waits for the network alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_bombs_delay_a_hundred_good_hosts_little() {
    let good =
        Behaviour::lab("good", &[], include_str!("../../crates/rdp-health-cli/demo/healthy.toml").to_owned());
    let good = good.play.await.unwrap();
    let mut bombs = Vec::new();
    for costly in documents::costly() {
        bombs.push(costly().await);
    }
    let alone: Vec<_> = std::iter::repeat_n(&good, 100).collect();
    let among: Vec<_> = bombs.iter().chain(alone.iter().copied()).collect();
    // The options are those of the first, and the bombs' let their documents be fetched.
    let [alone, among] = [
        check_apart("alone", &[&bombs[0]].into_iter().chain(alone).collect::<Vec<_>>()).await,
        check_apart("among", &among).await,
    ]
    .map(|measured| {
        let mut took: Vec<Duration> = measured
            .told
            .iter()
            .filter(|told| told.json.contains("healthy.lab.test"))
            .map(|told| told.took)
            .collect();
        assert_eq!(took.len(), 100);
        took.sort();
        took
    });
    println!("alone {:?} to {:?}, among bombs {:?} to {:?}", alone[50], alone[99], among[50], among[99]);
    // What the machine is busy with otherwise weighs on both.
    for place in [50, 99] {
        assert!(
            among[place] < 2 * alone[place] + Duration::from_millis(250),
            "{:?} {:?}",
            alone[place],
            among[place]
        );
    }
}
