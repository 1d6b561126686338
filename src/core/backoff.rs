//! How long to wait before the next try of something that failed and may pass.

use crate::core::moment::Moment;
use crate::error::Failure;

/// First wait, in milliseconds.
const BASE_MS: u64 = 1_000;
/// Longest wait before jitter, in milliseconds.
const CAP_MS: u64 = 60_000;

/// The wait before try number `tries` + 1, in milliseconds: 1 s doubled per failed try, at most 60 s, and of that
/// between half and one and a half by `entropy`, so that visitors of one page do not come back in step.
#[must_use]
pub fn delay_ms(tries: u32, entropy: u128) -> u32 {
    let doubled = BASE_MS.saturating_mul(1 << tries.saturating_sub(1).min(16)).min(CAP_MS);
    let jitter = entropy as u64 % (doubled + 1);
    (doubled / 2 + jitter) as u32
}

/// The wait before another try after a failure: the server's own wish, else exponential backoff.
#[must_use]
pub fn retry_ms(failure: &Failure, tries: u32, now: Moment) -> u32 {
    match failure {
        Failure::Status { retry_after_ms: Some(ms), .. } => *ms,
        _ => delay_ms(tries, now.entropy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_stay_within_half_of_it() {
        for (tries, middle) in [(1, 1_000), (2, 2_000), (3, 4_000), (7, 60_000), (90, 60_000)] {
            for entropy in [0, 1, 77_777, u128::MAX] {
                let wait = delay_ms(tries, entropy);
                assert!((middle / 2..=middle * 3 / 2).contains(&wait), "{tries} {wait}");
            }
        }
    }
}
