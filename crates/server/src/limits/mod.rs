//! How often somebody may call: per key, per session and per address, with buckets of their own for chat, events and the
//! rest, so that a flood of one cannot block another. The counts are this process's own: they keep abuse out, while
//! plans, which are paid for, are counted in the store.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub mod address;
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

/// Who calls.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
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

tokio::task_local! {
    /// What the running request has left, to be told in its answer.
    pub static QUOTA: Cell<Option<Quota>>;
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// Buckets that were full again are forgotten once there are this many.
const MOST_BUCKETS: usize = 100_000;
const MINUTE_SECONDS: f64 = 60.0;

/// Counts calls.
#[derive(Default)]
pub struct Limiter {
    buckets: Mutex<HashMap<(Group, By, String), Bucket>>,
}

impl Limiter {
    /// Takes one call from every bucket of the caller, or says in how many seconds to try again. What is left of the
    /// narrowest bucket is noted in [`QUOTA`].
    ///
    /// # Errors
    /// Seconds until the emptiest bucket has one again.
    pub fn take(&self, group: Group, who: &Who<'_>, now: Instant) -> Result<Quota, u64> {
        let mut keys = vec![(group, By::Key, who.key.to_owned())];
        keys.extend(who.session.map(|it| (group, By::Session, format!("{}/{it}", who.key))));
        keys.extend(who.address.map(|it| (group, By::Address, address::network(it))));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        forget_full(&mut buckets, now);
        let mut narrowest: Option<(Rate, Bucket)> = None;
        for key in &keys {
            let rate = group.rate(key.1);
            let full = Bucket { left: f64::from(rate.at_once), at: now };
            let bucket = buckets.entry(key.clone()).or_insert(full);
            *bucket = refilled(*bucket, rate, now);
            if narrowest.is_none_or(|(_, least)| bucket.left < least.left) {
                narrowest = Some((rate, *bucket));
            }
        }
        let Some((rate, mut least)) = narrowest else { return Err(1) };
        let passes = least.left >= 1.0;
        if passes {
            least.left -= 1.0;
            for key in &keys {
                if let Some(bucket) = buckets.get_mut(key) {
                    bucket.left -= 1.0;
                }
            }
        }
        let quota = quota(group, rate, least);
        let _ = QUOTA.try_with(|it| it.set(Some(quota)));
        if passes { Ok(quota) } else { Err(seconds_until_one(rate, least)) }
    }
}

fn forget_full(buckets: &mut HashMap<(Group, By, String), Bucket>, now: Instant) {
    if buckets.len() > MOST_BUCKETS {
        buckets.retain(|(group, by, _), bucket| {
            let rate = group.rate(*by);
            refilled(*bucket, rate, now).left < f64::from(rate.at_once)
        });
    }
}

fn seconds_until_one(rate: Rate, bucket: Bucket) -> u64 {
    let seconds = (1.0 - bucket.left).max(0.0) * MINUTE_SECONDS / f64::from(rate.per_minute);
    Duration::from_secs_f64(seconds).as_secs() + 1
}

fn refilled(bucket: Bucket, rate: Rate, now: Instant) -> Bucket {
    let seconds = now.saturating_duration_since(bucket.at).as_secs_f64();
    let more = seconds * f64::from(rate.per_minute) / MINUTE_SECONDS;
    Bucket { left: (bucket.left + more).min(f64::from(rate.at_once)), at: now }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn quota(group: Group, rate: Rate, bucket: Bucket) -> Quota {
    let per_second = f64::from(rate.per_minute) / MINUTE_SECONDS;
    let missing = f64::from(rate.at_once) - bucket.left;
    Quota {
        name: group.name(),
        at_once: rate.at_once,
        window_seconds: (f64::from(rate.at_once) / per_second).ceil() as u32,
        left: bucket.left.max(0.0) as u32,
        refilled_seconds: (missing / per_second).ceil().max(0.0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(session: Option<&str>) -> Who<'_> {
        Who { key: "k", session, address: None }
    }

    #[test]
    fn a_session_that_floods_is_told_when_to_come_back_and_others_go_on() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for _ in 0..20 {
            assert!(limiter.take(Group::Chat, &who(Some("s")), now).is_ok());
        }
        assert_eq!(limiter.take(Group::Chat, &who(Some("s")), now), Err(3));
        assert!(limiter.take(Group::Chat, &who(Some("t")), now).is_ok());
        assert!(limiter.take(Group::Chat, &who(Some("s")), now + Duration::from_secs(2)).is_ok());
    }

    #[test]
    fn a_flood_of_events_leaves_chat_alone() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        while limiter.take(Group::Events, &who(Some("s")), now).is_ok() {}
        assert!(limiter.take(Group::Chat, &who(Some("s")), now).is_ok());
    }

    #[test]
    fn the_headers_tell_the_narrowest_bucket() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        let quota = limiter.take(Group::Chat, &who(Some("s")), now).unwrap();
        assert_eq!(
            (quota.policy().as_str(), quota.state().as_str()),
            ("\"chat\";q=20;w=40", "\"chat\";r=19;t=2")
        );
    }
}
