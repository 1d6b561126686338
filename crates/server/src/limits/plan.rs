//! What a plan allows a secret key: so many calls a minute and a day, counted in the store, so that every process counts
//! the same.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use halo_protocol::hostagentes::{
    PRO, Plan, RATE_LIMIT_HEADER, RATE_REMAINING_HEADER, RATE_RESET_HEADER, STARTER,
};

use crate::clock;
use crate::store::keys::Key;
use crate::store::{Error, Store};

const MINUTE_SECONDS: i64 = 60;
const DAY_SECONDS: i64 = 86_400;

/// Name of the larger plan; every other name is the starter's.
pub const PRO_NAME: &str = "pro";

/// How a key stands in the period that ends soonest for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    limit: u32,
    used: i64,
    ends: i64,
}

impl Standing {
    /// Whether this call is within the plan.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.used <= i64::from(self.limit)
    }

    /// Seconds until the period ends.
    #[must_use]
    pub fn retry_after(&self) -> u64 {
        u64::try_from(self.ends - clock::now_seconds()).unwrap_or(0).max(1)
    }

    /// Writes the three headers.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let left = (i64::from(self.limit) - self.used).max(0);
        for (name, value) in [
            (RATE_LIMIT_HEADER, i64::from(self.limit)),
            (RATE_REMAINING_HEADER, left),
            (RATE_RESET_HEADER, self.ends),
        ] {
            if let Ok(name) = HeaderName::try_from(name) {
                headers.insert(name, HeaderValue::from(value));
            }
        }
    }
}

fn plan(key: &Key) -> Plan {
    if key.plan == PRO_NAME { PRO } else { STARTER }
}

/// Counts a call of the key and says how it stands: by the minute, or by the day once that is used up.
///
/// # Errors
/// The store failed.
pub async fn count(store: &Store, key: &Key) -> Result<Standing, Error> {
    let (plan, now) = (plan(key), clock::now_seconds());
    let mut write = store.write().await?;
    let mut standings = Vec::new();
    for (seconds, limit) in [(MINUTE_SECONDS, plan.per_minute), (DAY_SECONDS, plan.per_day)] {
        let starts = now - now.rem_euclid(seconds);
        let used = write.count_use(&key.id, starts, seconds).await?;
        standings.push(Standing { limit, used, ends: starts + seconds });
    }
    write.commit().await?;
    let exceeded = standings.iter().rev().find(|it| !it.is_within());
    let by_minute = Standing { limit: plan.per_minute, used: 0, ends: now + MINUTE_SECONDS };
    Ok(exceeded.or_else(|| standings.first()).copied().unwrap_or(by_minute))
}
