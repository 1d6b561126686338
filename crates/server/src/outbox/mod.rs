//! Tells outside what happened: takes what the store holds for webhooks, Slack and e-mail, sends it, and tries again for a
//! day. Every process does it; a delivery that one has claimed no other sends. Nothing a visitor does waits for it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::config::Config;
use crate::state::AppState;
use crate::store::outbox::{Attempt, Delivery, DeliveryState};
use crate::store::subscriptions::Channel;
use crate::telemetry::LogThrottle;
use crate::{clock, store};

use mail::Mail;
use webhook::Webhooks;

pub mod mail;
pub mod public;
pub mod webhook;
mod words;

/// How often it is looked whether something is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A receiver that takes longer has failed.
pub const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Seconds until the next try after the first, the second and every further failure; the last goes on.
const PAUSES_SECONDS: [i64; 8] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400];

/// All that can be sent with.
pub struct Outbox {
    webhooks: Webhooks,
    mail: Option<Mail>,
}

impl Outbox {
    /// Made of the settings, which were checked when they were read.
    ///
    /// # Errors
    /// The system's certificates cannot be read, or a setting is wrong after all.
    pub fn new(config: &Config) -> Result<Self, String> {
        let mail = match (&config.smtp_url, &config.mail_from) {
            (Some(url), Some(from)) => Some(Mail::new(url, from)?),
            _ => None,
        };
        Ok(Self { webhooks: Webhooks::new(&config.webhook_networks)?, mail })
    }

    /// Sends a delivery, once. Says for the log what the receiver answered.
    ///
    /// # Errors
    /// Why the receiver does not have it, as far as is known.
    pub async fn send(&self, it: &Delivery) -> Result<String, String> {
        match it.to.channel {
            Channel::Webhook => self.webhooks.post_signed(it).await,
            Channel::Slack => self.webhooks.post_to_slack(it).await,
            Channel::Email => match &self.mail {
                Some(mail) => mail.send(it).await,
                None => Err("no mail server is set: HALO_SMTP_URL and HALO_MAIL_FROM".to_owned()),
            },
        }
    }
}

/// Sends what is due, as long as the server runs.
pub async fn deliver(app: AppState) {
    let outbox = match Outbox::new(app.config()) {
        Ok(it) => Arc::new(it),
        Err(cause) => {
            tracing::error!(cause, "nobody outside can be told of anything");
            return;
        }
    };
    let busy = Arc::new(Mutex::new(HashSet::new()));
    let mut unread = LogThrottle::default();
    loop {
        tokio::select! {
            () = app.stopping() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        match app.store().subscriptions_due().await {
            Ok(due) => {
                for id in due {
                    // One receiver that hangs holds up nobody but itself.
                    if lock(&busy).insert(id.clone()) {
                        let (app, outbox, busy) = (app.clone(), outbox.clone(), busy.clone());
                        app.tasks().clone().spawn(async move {
                            if let Err(cause) = drain(&app, &outbox, &id).await {
                                tracing::warn!(%cause, "the store failed over a delivery; if it was sent, it is sent again");
                            }
                            lock(&busy).remove(&id);
                        });
                    }
                }
            }
            Err(cause) => {
                if let Some(unsaid) = unread.due(Instant::now()) {
                    tracing::warn!(%cause, unsaid, "it could not be seen who outside is to be told");
                }
            }
        }
    }
}

fn lock(busy: &Mutex<HashSet<String>>) -> std::sync::MutexGuard<'_, HashSet<String>> {
    busy.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends all that is due for one receiver, one after another.
async fn drain(app: &AppState, outbox: &Outbox, subscription_id: &str) -> Result<(), store::Error> {
    while !app.is_stopping() {
        let Some(it) = app.store().claim_delivery(subscription_id).await? else { return Ok(()) };
        let tried = attempt(outbox, &it).await;
        app.metrics().delivered(it.to.channel.word(), tried.state.word());
        if tried.state == DeliveryState::GivenUp {
            tracing::error!(delivery = it.id, outcome = tried.outcome, "a delivery was given up");
        } else if tried.state == DeliveryState::Pending {
            tracing::warn!(delivery = it.id, outcome = tried.outcome, "a delivery failed; it is tried again");
        }
        app.store().note_try(&it, &tried).await?;
    }
    Ok(())
}

async fn attempt(outbox: &Outbox, it: &Delivery) -> Attempt {
    let (at, started) = (clock::now_ms(), Instant::now());
    let sent = tokio::time::timeout(SEND_TIMEOUT, outbox.send(it)).await;
    let took_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    let sent = sent.unwrap_or_else(|_| Err(format!("no answer within {} s", SEND_TIMEOUT.as_secs())));
    let (outcome, is_delivered) = match sent {
        Ok(outcome) => (outcome, true),
        Err(outcome) => (outcome, false),
    };
    let due_at = at.saturating_add(took_ms).saturating_add(pause_ms(it.tries));
    let state = match is_delivered {
        true => DeliveryState::Delivered,
        false if due_at > it.give_up_at => DeliveryState::GivenUp,
        false => DeliveryState::Pending,
    };
    Attempt { at, took_ms, outcome, state, due_at }
}

/// How long to wait after a failure that so many came before.
fn pause_ms(tries: i64) -> i64 {
    let at = usize::try_from(tries).unwrap_or(usize::MAX).min(PAUSES_SECONDS.len() - 1);
    PAUSES_SECONDS[at] * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_a_day_has_a_dozen_tries() {
        const DAY_MS: i64 = 24 * 3_600_000;
        let mut at = 0;
        let mut tries = 0;
        while at + pause_ms(tries) <= DAY_MS {
            at += pause_ms(tries);
            tries += 1;
        }
        assert_eq!(tries, 12);
        assert!((1..20).all(|tries| pause_ms(tries - 1) <= pause_ms(tries)));
    }
}
