//! Three tabs over one storage and one server, for random schedules. Checks the law at every request and at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::super::{BatchOutcome, DropReason, QueueInput, QueueSettings};
use super::bench::{ACK, BEGAN_UNIX_MS, Bench, Sent, Storage};

const TABS: usize = 3;
const POISON: &str = "poison";
const USERS: [Option<&str>; 3] = [None, Some("ada"), Some("bob")];
/// What a killed tab may lose: events since the last save.
const UNSAVED_MS: u64 = 251;

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Capture {
        tab: usize,
        count: usize,
        is_poisoned: bool,
    },
    Answer {
        tab: usize,
        fate: Fate,
    },
    Pass(u64),
    /// Time goes by, no timer fires, and the monotonic clock stands still.
    Sleep(u64),
    SetClock(i64),
    Hide(usize),
    LeaveAndReturn(usize),
    Reload(usize),
    Kill(usize),
    Online(usize),
    Flush(usize),
    Identify {
        tab: usize,
        user: usize,
    },
    Renew(usize),
    LoseIdentity(usize),
    LogOut(usize),
    /// Saves fail from now on, until the next page.
    BreakStorage(usize),
    OptOut,
    OptIn,
}

/// What becomes of a request.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    Stored,
    StoredButUnheard,
    Lost,
    Silence,
    Status(u16),
    RetryAfter(u64),
    TooLargeOver(usize),
    Portal,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) captured: usize,
    pub(crate) requests: usize,
    pub(crate) stored: usize,
    pub(crate) killed: usize,
    drops: BTreeMap<&'static str, u32>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.captured += other.captured;
        self.requests += other.requests;
        self.stored += other.stored;
        self.killed += other.killed;
        for (name, count) in &other.drops {
            *self.drops.entry(name).or_default() += count;
        }
    }

    pub(crate) fn dropped(&self, reason: DropReason) -> u32 {
        self.drops.get(reason.name()).copied().unwrap_or_default()
    }
}

struct Tab {
    bench: Bench,
    /// Requests without an answer so far.
    open: Vec<Sent>,
    seen: usize,
    is_unsaved_since_ms: Option<u64>,
}

pub(crate) struct World {
    tabs: Vec<Tab>,
    storage: Storage,
    unix_ms: u64,
    has_consent: bool,
    /// Captured ids, with their owner.
    captured: BTreeMap<String, Option<String>>,
    stored: BTreeSet<String>,
    dropped: BTreeSet<String>,
    killed: BTreeSet<String>,
    /// A page that cannot save cannot show that it lives either: its old record may be adopted while it still has
    /// the events.
    in_two_hands: BTreeSet<String>,
    tally: Tally,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            tabs: Vec::new(),
            storage: Storage::default(),
            unix_ms: BEGAN_UNIX_MS,
            has_consent: true,
            captured: BTreeMap::new(),
            stored: BTreeSet::new(),
            dropped: BTreeSet::new(),
            killed: BTreeSet::new(),
            in_two_hands: BTreeSet::new(),
            tally: Tally::default(),
        };
        for _ in 0..TABS {
            let tab = world.open_tab();
            world.tabs.push(tab);
        }
        world
    }

    fn open_tab(&self) -> Tab {
        let settings = QueueSettings {
            project: "law".into(),
            has_consent: self.has_consent,
            ..QueueSettings::default()
        };
        let bench = Bench::with(settings, Rc::clone(&self.storage), self.unix_ms);
        Tab { bench, open: Vec::new(), seen: 0, is_unsaved_since_ms: None }
    }

    pub(crate) fn take(&mut self, step: &Step) {
        match *step {
            Step::Capture { tab, count, is_poisoned } => self.capture(tab, count, is_poisoned),
            Step::Answer { tab, ref fate } => self.answer(tab, fate),
            Step::Pass(ms) => self.pass(ms),
            Step::Sleep(ms) => self.sleep(ms),
            Step::SetClock(ms) => self.set_clock(ms),
            Step::Hide(tab) => self.give(tab, QueueInput::Hidden),
            Step::LeaveAndReturn(tab) => self.leave_and_return(tab),
            Step::Reload(tab) => self.reload(tab),
            Step::Kill(tab) => self.kill(tab),
            Step::Online(tab) => self.give(tab, QueueInput::Online),
            Step::Flush(tab) => self.give(tab, QueueInput::Flush),
            Step::Identify { tab, user } => self.identify(tab, USERS[user]),
            Step::Renew(tab) => self.give(tab, QueueInput::IdentityRenewed),
            Step::LoseIdentity(tab) => self.give(tab, QueueInput::IdentityLost),
            Step::LogOut(tab) => self.give(tab, QueueInput::Reset),
            Step::BreakStorage(tab) => {
                self.tabs[tab].bench.is_storage_broken = true;
            }
            Step::OptOut => self.opt_out(),
            Step::OptIn => self.opt_in(),
        }
        (0..TABS).for_each(|tab| self.look(tab));
    }

    fn give(&mut self, tab: usize, input: QueueInput) {
        self.tabs[tab].bench.give(input);
        self.look(tab);
    }

    /// Checks what a tab did since the last look.
    fn look(&mut self, tab: usize) {
        let aborted = std::mem::take(&mut self.tabs[tab].bench.aborted);
        self.tabs[tab].open.retain(|sent| !aborted.contains(&sent.request));
        if self.tabs[tab].bench.is_storage_broken {
            self.in_two_hands.extend(self.tabs[tab].bench.queue.backlog.iter().map(|entry| entry.id.clone()));
        }
        let sent = self.tabs[tab].bench.sent[self.tabs[tab].seen..].to_vec();
        self.tabs[tab].seen += sent.len();
        for sent in sent {
            assert!(self.has_consent, "sent without consent");
            self.check_request(tab, &sent);
            self.tally.requests += 1;
            self.tabs[tab].open.push(sent);
        }
        for (id, reason) in std::mem::take(&mut self.tabs[tab].bench.queue.dropped) {
            if self.dropped.insert(id) {
                *self.tally.drops.entry(reason.name()).or_default() += 1;
            }
        }
    }

    fn check_request(&self, tab: usize, sent: &Sent) {
        let ids = sent.ids();
        let owner = sent.json()["user_id"].as_str().map(str::to_owned);
        assert!(!ids.is_empty() && sent.body.len() <= 48 * 1024);
        for id in &ids {
            assert_eq!(self.captured.get(id), Some(&owner), "whose event is {id}");
        }
        for (index, other) in self.tabs.iter().enumerate() {
            let is_known_in_two = |id: &String| index != tab && self.in_two_hands.contains(id);
            for open in &other.open {
                let both: Vec<String> =
                    open.ids().into_iter().filter(|id| ids.contains(id) && !is_known_in_two(id)).collect();
                assert!(both.is_empty(), "{both:?} in two requests at once");
            }
        }
        let normal = self.tabs[tab].open.iter().map(|sent| sent.body.len()).sum::<usize>() + sent.body.len();
        assert!(self.tabs[tab].open.len() <= 1 && normal <= 96 * 1024);
    }

    fn capture(&mut self, tab: usize, count: usize, is_poisoned: bool) {
        for _ in 0..count {
            let bench = &mut self.tabs[tab].bench;
            let owner = bench.queue.owner.user_id.clone();
            let dropped_before = bench.queue.drops.total();
            let dropped_ids_before = bench.queue.dropped.len();
            bench.capture(if is_poisoned { POISON } else { "click" });
            let new: Vec<String> = (bench.queue.backlog.iter())
                .map(|entry| entry.id.clone())
                .filter(|id| !self.captured.contains_key(id))
                .collect();
            let refused = bench.queue.drops.total()
                - dropped_before
                - (bench.queue.dropped.len() - dropped_ids_before) as u32;
            assert_eq!(new.len() + refused as usize, 1, "an event is taken in or refused with a reason");
            self.tally.captured += new.len();
            self.captured.extend(new.into_iter().map(|id| (id, owner.clone())));
            let now_ms = self.tabs[tab].bench.now.mono_ms;
            self.tabs[tab].is_unsaved_since_ms.get_or_insert(now_ms);
            self.look(tab);
        }
    }

    fn answer(&mut self, tab: usize, fate: &Fate) {
        if self.tabs[tab].open.is_empty() {
            return;
        }
        let sent = self.tabs[tab].open.remove(0);
        let answered = |status, retry_after: Option<String>, body: &str| BatchOutcome::Answered {
            status,
            retry_after,
            body: body.to_owned(),
        };
        let is_poisoned = sent.types().iter().any(|name| name == POISON);
        let outcome = match *fate {
            Fate::Silence => {
                self.tabs[tab].open.insert(0, sent);
                return;
            }
            Fate::Lost => BatchOutcome::Failed,
            Fate::Status(status) => answered(status, None, ""),
            Fate::RetryAfter(seconds) => answered(429, Some(seconds.to_string()), ""),
            Fate::TooLargeOver(most) if sent.ids().len() > most => answered(413, None, ""),
            Fate::Portal => answered(200, None, "<html>"),
            _ if is_poisoned => answered(400, None, ""),
            Fate::StoredButUnheard => {
                self.stored.extend(sent.ids());
                BatchOutcome::Failed
            }
            Fate::Stored | Fate::TooLargeOver(_) => {
                self.stored.extend(sent.ids());
                answered(200, None, ACK)
            }
        };
        self.tabs[tab].bench.outcome(sent.request, outcome);
        self.look(tab);
    }

    fn pass(&mut self, ms: u64) {
        // In steps, so that the tabs see each other's records as they would.
        let mut left_ms = ms;
        while left_ms > 0 {
            let step_ms = left_ms.min(1_000);
            left_ms -= step_ms;
            self.unix_ms += step_ms;
            for tab in 0..TABS {
                self.tabs[tab].bench.pass(step_ms);
                self.look(tab);
                if step_ms >= UNSAVED_MS {
                    self.tabs[tab].is_unsaved_since_ms = None;
                }
            }
        }
    }

    fn sleep(&mut self, ms: u64) {
        self.unix_ms += ms;
        self.tabs.iter_mut().for_each(|tab| tab.bench.now.unix_ms += ms);
    }

    fn set_clock(&mut self, ms: i64) {
        self.unix_ms = self.unix_ms.saturating_add_signed(ms);
        let unix_ms = self.unix_ms;
        self.tabs.iter_mut().for_each(|tab| tab.bench.now.unix_ms = unix_ms);
    }

    fn leave_and_return(&mut self, tab: usize) {
        self.give(tab, QueueInput::PageHide);
        self.give(tab, QueueInput::Shown);
    }

    /// What a page has under way when it ends may arrive: every second request does.
    fn end_page(&mut self, tab: usize) {
        for (index, sent) in std::mem::take(&mut self.tabs[tab].open).into_iter().enumerate() {
            let is_poisoned = sent.types().iter().any(|name| name == POISON);
            if index % 2 == 0 && !is_poisoned {
                self.stored.extend(sent.ids());
            }
        }
        if self.tabs[tab].bench.is_storage_broken {
            let lost: Vec<String> =
                self.tabs[tab].bench.queue.backlog.iter().map(|entry| entry.id.clone()).collect();
            self.killed.extend(lost);
        }
        let next = self.open_tab();
        self.tabs[tab] = next;
        self.look(tab);
    }

    fn reload(&mut self, tab: usize) {
        self.give(tab, QueueInput::PageHide);
        self.end_page(tab);
    }

    /// Only what was captured since the last save dies with a tab.
    fn kill(&mut self, tab: usize) {
        let bench = &self.tabs[tab].bench;
        let record = self.storage.borrow().get(&bench.slot).cloned().unwrap_or_default();
        for entry in bench.queue.backlog.iter().filter(|entry| !record.contains(&entry.id)) {
            let age_ms = entry.age_ms(bench.now);
            assert!(age_ms <= UNSAVED_MS || bench.is_storage_broken, "unsaved for {age_ms} ms");
            self.killed.insert(entry.id.clone());
        }
        self.end_page(tab);
    }

    fn identify(&mut self, tab: usize, user: Option<&str>) {
        self.tabs[tab].bench.owner(user, "session");
        self.look(tab);
    }

    fn opt_out(&mut self) {
        // Events of pages that are gone are purged with their records: nobody is left to count them.
        let purged: String = self.storage.borrow().values().cloned().collect();
        self.killed.extend(self.captured.keys().filter(|id| purged.contains(*id)).cloned());
        self.has_consent = false;
        (0..TABS).for_each(|tab| self.give(tab, QueueInput::OptOut));
        assert!(self.storage.borrow().is_empty());
        assert!(self.tabs.iter().all(|tab| tab.bench.depth() == 0));
        self.tabs.iter_mut().for_each(|tab| tab.open.clear());
    }

    fn opt_in(&mut self) {
        self.has_consent = true;
        (0..TABS).for_each(|tab| self.give(tab, QueueInput::OptIn));
    }

    /// The server works, the visitor comes back, and time goes by: then nothing may be left, and every event is
    /// accounted for.
    pub(crate) fn end(mut self) -> Tally {
        self.opt_in();
        (0..TABS).for_each(|tab| self.reload(tab));
        for _ in 0..60 {
            for tab in 0..TABS {
                while !self.tabs[tab].open.is_empty() {
                    self.answer(tab, &Fate::Stored);
                }
            }
            self.pass(6_000);
            if self.storage.borrow().is_empty() && self.tabs.iter().all(|tab| tab.bench.depth() == 0) {
                break;
            }
        }
        (0..TABS).for_each(|tab| self.look(tab));
        for (index, tab) in self.tabs.iter().enumerate() {
            assert_eq!(
                tab.bench.depth(),
                0,
                "tab {index} keeps {:?}",
                tab.bench.queue.snapshot(tab.bench.now)
            );
        }
        for id in self.captured.keys() {
            let is_known = self.stored.contains(id) || self.dropped.contains(id) || self.killed.contains(id);
            assert!(is_known, "{id} was lost");
        }
        self.tally.stored = self.stored.len();
        self.tally.killed =
            self.killed.iter().filter(|id| !self.stored.contains(*id) && !self.dropped.contains(*id)).count();
        self.tally
    }
}
