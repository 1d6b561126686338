//! The law of the queue, held against random schedules of captures, answers, losses, time jumps, reloads, killed and
//! adopted tabs, log-outs and opt-outs: every captured event is stored by the server, or dropped with a reason; no
//! event is in two requests at once; a body holds the events of one identity. `HALO_LAW_CASES` sets the number of
//! schedules (default 150); the test prints what it went through.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::super::DropReason;
use super::world::{Fate, Step, Tally, World};

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Stored),
        2 => Just(Fate::StoredButUnheard),
        2 => Just(Fate::Lost),
        2 => Just(Fate::Silence),
        3 => prop::sample::select(vec![408, 500, 502, 503, 429]).prop_map(Fate::Status),
        2 => (1_u64..400).prop_map(Fate::RetryAfter),
        1 => (1_usize..12).prop_map(Fate::TooLargeOver),
        1 => Just(Fate::Portal),
        1 => Just(Fate::Status(403)),
        1 => prop::sample::select(vec![401, 404, 501]).prop_map(Fate::Status),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let tab = 0_usize..3;
    prop_oneof![
        10 => (tab.clone(), 1_usize..15, prop::bool::weighted(0.05)).prop_map(|(tab, count, is_poisoned)| Step::Capture { tab, count, is_poisoned }),
        12 => (tab.clone(), fate()).prop_map(|(tab, fate)| Step::Answer { tab, fate }),
        8 => (1_u64..5_000).prop_map(Step::Pass),
        3 => (5_000_u64..120_000).prop_map(Step::Pass),
        1 => (1_u64..30_000_000).prop_map(Step::Sleep),
        1 => (-200_000_000_i64..200_000_000).prop_map(Step::SetClock),
        2 => tab.clone().prop_map(Step::Hide),
        2 => tab.clone().prop_map(Step::LeaveAndReturn),
        3 => tab.clone().prop_map(Step::Reload),
        2 => tab.clone().prop_map(Step::Kill),
        1 => tab.clone().prop_map(Step::Online),
        1 => tab.clone().prop_map(Step::Flush),
        2 => (tab.clone(), 0_usize..3).prop_map(|(tab, user)| Step::Identify { tab, user }),
        1 => tab.clone().prop_map(Step::Renew),
        1 => tab.clone().prop_map(Step::LoseIdentity),
        1 => tab.prop_map(Step::LogOut),
    ]
}

fn cases() -> u32 {
    std::env::var("HALO_LAW_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn run(name: &str, steps: impl Strategy<Value = Vec<Step>>) {
    let totals = RefCell::new((0_u32, Tally::default()));
    let config = ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&steps, |steps| {
        let mut world = World::new();
        for step in steps {
            world.take(&step);
        }
        let tally = world.end();
        let (count, total) = &mut *totals.borrow_mut();
        *count += 1;
        total.add(&tally);
        Ok(())
    });
    let (count, total) = totals.into_inner();
    println!(
        "{name}: {count} schedules, {} captured, {} requests, {} stored",
        total.captured, total.requests, total.stored
    );
    let dropped: BTreeMap<&str, u32> = DropReason::ALL
        .iter()
        .map(|reason| (reason.name(), total.dropped(*reason)))
        .filter(|(_, count)| *count > 0)
        .collect();
    println!("{name}: dropped {dropped:?}, killed with their tab before a save {}", total.killed);
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn every_captured_event_is_stored_or_dropped_with_a_reason_and_never_in_two_requests() {
    run("law", prop::collection::vec(step(), 0..120));
}

#[test]
fn after_an_opt_out_nothing_is_kept_or_sent() {
    let step = prop_oneof![9 => step(), 1 => Just(Step::OptOut), 1 => Just(Step::OptIn)];
    run("opt-out", prop::collection::vec(step, 0..60));
}

#[test]
fn where_storage_fails_only_what_a_page_could_not_save_ends_with_it() {
    let step = prop_oneof![30 => step(), 1 => (0_usize..3).prop_map(Step::BreakStorage)];
    run("broken storage", prop::collection::vec(step, 0..80));
}

#[test]
fn without_faults_of_server_or_storage_everything_is_stored() {
    let step = prop_oneof![
        5 => (0_usize..3, 1_usize..5).prop_map(|(tab, count)| Step::Capture { tab, count, is_poisoned: false }),
        5 => (0_usize..3).prop_map(|tab| Step::Answer { tab, fate: Fate::Stored }),
        2 => (0_usize..3).prop_map(|tab| Step::Answer { tab, fate: Fate::StoredButUnheard }),
        2 => (0_usize..3).prop_map(|tab| Step::Answer { tab, fate: Fate::Lost }),
        5 => (250_u64..20_000).prop_map(Step::Pass),
        2 => (0_usize..3).prop_map(Step::Reload),
    ];
    run("faultless", prop::collection::vec(step, 0..80));
}
