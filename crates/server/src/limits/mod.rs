//! How often somebody may call: per key, per session and per address, with buckets of their own for chat, events and the
//! rest, so that a flood of one cannot block another. The counts are this process's own: they keep abuse out, while
//! plans, which are paid for, are counted in the store. The buckets are governor's; what is here is whose they are, how
//! large, and what a caller is told of them.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota as Size, RateLimiter};

pub mod network;
pub mod plan;

/// What is being called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Questions.
    Chat,
    /// Batches of events.
    Events,
    /// Users, companies, tickets and series.
    Records,
}

/// By what it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum By {
    Session,
    Address,
    Key,
}

/// How often: so many a minute, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rate {
    per_minute: u32,
    at_once: u32,
}

const fn rate(per_minute: u32, at_once: u32) -> Rate {
    Rate { per_minute, at_once }
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Events => "events",
            Self::Records => "records",
        }
    }

    /// A person types a question every few seconds at most, an office shares an address, a site shares a key. A widget
    /// sends events every three seconds.
    fn rate(self, by: By) -> Rate {
        match (self, by) {
            (Self::Chat, By::Session) => rate(30, 20),
            (Self::Chat, By::Address) => rate(300, 100),
            (Self::Chat, By::Key) => rate(6_000, 2_000),
            (Self::Events, By::Session) => rate(300, 100),
            (Self::Events, By::Address) => rate(3_000, 600),
            (Self::Events, By::Key) => rate(60_000, 10_000),
            (Self::Records, By::Session | By::Address) => rate(600, 200),
            (Self::Records, By::Key) => rate(12_000, 4_000),
        }
    }
}

/// CallOrigin calls.
#[derive(Clone, Copy, Debug)]
pub struct CallOrigin<'a> {
    /// The key's id.
    pub key: &'a str,
    /// The session, where one is named.
    pub session: Option<&'a str>,
    /// The address; none for one that says nothing.
    pub address: Option<IpAddr>,
}

/// What is left, for the `RateLimit` headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    name: &'static str,
    at_once: u32,
    window_seconds: u32,
    left: u32,
    refilled_seconds: u32,
}

impl Quota {
    /// `RateLimit-Policy`.
    #[must_use]
    pub fn policy(&self) -> String {
        format!("\"{}\";q={};w={}", self.name, self.at_once, self.window_seconds)
    }

    /// `RateLimit`.
    #[must_use]
    pub fn state(&self) -> String {
        format!("\"{}\";r={};t={}", self.name, self.left, self.refilled_seconds)
    }
}

/// What came of counting a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// What is left of the caller's narrowest bucket; none where nothing is counted.
    pub quota: Option<Quota>,
    /// Seconds until a call may pass, if this one may not.
    pub retry_after: Option<u64>,
}

type Buckets<C> = RateLimiter<String, DashMapStateStore<String>, C, StateInformationMiddleware>;

/// Buckets that were full again are forgotten once a kind of them has this many …
const MOST_BUCKETS: usize = 100_000;
/// … which is looked at every so many calls.
const LOOK_EVERY_CALLS: u32 = 1_024;
const MINUTE: Duration = Duration::from_secs(60);

const GROUPS: [Group; 3] = [Group::Chat, Group::Events, Group::Records];
/// The narrowest first: a call that one of them refuses takes nothing from those behind it, so that a session that floods
/// uses up neither its office's calls nor its site's.
const ORDER: [By; 3] = [By::Session, By::Address, By::Key];

/// Counts calls.
pub struct Limiter<C: Clock = DefaultClock> {
    buckets: Vec<(Group, By, Buckets<C>)>,
    clock: C,
    calls: AtomicU32,
}

impl Default for Limiter {
    fn default() -> Self {
        Self::with_clock(DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with_clock(clock: C) -> Self {
        let kinds = GROUPS.into_iter().flat_map(|group| ORDER.map(|by| (group, by)));
        let sized = kinds.filter_map(|(group, by)| Some((group, by, group.rate(by).size()?)));
        let buckets = sized.map(|(group, by, size)| {
            let limiter = RateLimiter::dashmap_with_clock(size, clock.clone());
            (group, by, limiter.with_middleware::<StateInformationMiddleware>())
        });
        Self { buckets: buckets.collect(), clock, calls: AtomicU32::new(0) }
    }

    /// Takes one call from every bucket of the caller, or says in how many seconds to try again.
    pub fn take(&self, group: Group, who: &CallOrigin<'_>) -> Admission {
        let mut narrowest: Option<Quota> = None;
        for (_, by, buckets) in self.buckets.iter().filter(|(it, ..)| *it == group) {
            let key = match by {
                By::Session => who.session.map(|it| format!("{}/{it}", who.key)),
                By::Address => who.address.map(network::network),
                By::Key => Some(who.key.to_owned()),
            };
            let Some(key) = key else { continue };
            let rate = group.rate(*by);
            match buckets.check_key(&key) {
                Ok(state) => {
                    let left = state.remaining_burst_capacity();
                    if narrowest.is_none_or(|it| left < it.left) {
                        narrowest = Some(quota(group, rate, left));
                    }
                }
                Err(until) => {
                    let seconds = until.wait_time_from(self.clock.now()).as_secs() + 1;
                    return Admission { quota: Some(quota(group, rate, 0)), retry_after: Some(seconds) };
                }
            }
        }
        self.forget_full();
        Admission { quota: narrowest, retry_after: None }
    }

    fn forget_full(&self) {
        if !self.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_EVERY_CALLS) {
            return;
        }
        for (.., buckets) in self.buckets.iter().filter(|(.., it)| it.len() > MOST_BUCKETS) {
            buckets.retain_recent();
        }
    }
}

impl Rate {
    fn size(self) -> Option<Size> {
        let burst = std::num::NonZeroU32::new(self.at_once)?;
        Some(Size::with_period(MINUTE / self.per_minute)?.allow_burst(burst))
    }

    /// In how long so many calls come back.
    fn refill_seconds(self, calls: u32) -> u32 {
        let seconds = u64::from(calls).saturating_mul(MINUTE.as_secs()).div_ceil(u64::from(self.per_minute));
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

fn quota(group: Group, rate: Rate, left: u32) -> Quota {
    Quota {
        name: group.name(),
        at_once: rate.at_once,
        window_seconds: rate.refill_seconds(rate.at_once),
        left,
        refilled_seconds: rate.refill_seconds(rate.at_once.saturating_sub(left)),
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn who(session: Option<&str>) -> CallOrigin<'_> {
        CallOrigin { key: "k", session, address: None }
    }

    fn limiter() -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limiter::with_clock(clock.clone()), clock)
    }

    #[test]
    fn a_session_that_floods_is_told_when_to_come_back_and_others_go_on() {
        let (limiter, clock) = limiter();
        for _ in 0..20 {
            assert_eq!(limiter.take(Group::Chat, &who(Some("s"))).retry_after, None);
        }
        assert_eq!(limiter.take(Group::Chat, &who(Some("s"))).retry_after, Some(3));
        assert_eq!(limiter.take(Group::Chat, &who(Some("t"))).retry_after, None);
        clock.advance(Duration::from_secs(2));
        assert_eq!(limiter.take(Group::Chat, &who(Some("s"))).retry_after, None);
    }

    #[test]
    fn what_a_flood_is_refused_costs_its_site_nothing() {
        let (limiter, _) = limiter();
        let left_of_key = |limiter: &Limiter<_>| limiter.take(Group::Chat, &who(None)).quota.unwrap().left;
        let before = left_of_key(&limiter);
        let passed = (0..10_000).filter(|_| limiter.take(Group::Chat, &who(Some("s"))).retry_after.is_none());
        assert_eq!(passed.count(), 20);
        assert_eq!(left_of_key(&limiter), before - 20 - 1);
    }

    #[test]
    fn a_flood_of_events_leaves_chat_alone() {
        let (limiter, _) = limiter();
        while limiter.take(Group::Events, &who(Some("s"))).retry_after.is_none() {}
        assert_eq!(limiter.take(Group::Chat, &who(Some("s"))).retry_after, None);
    }

    #[test]
    fn the_headers_tell_the_narrowest_bucket() {
        let (limiter, _) = limiter();
        let quota = limiter.take(Group::Chat, &who(Some("s"))).quota.unwrap();
        assert_eq!(
            (quota.policy().as_str(), quota.state().as_str()),
            ("\"chat\";q=20;w=40", "\"chat\";r=19;t=2")
        );
    }
}
