//! `halo-server subscription …`: who outside hears of what, a test of it, and the log.

use halo_protocol::object;

use super::Failure;
use super::records::{must_exist, print};
use crate::cli::{Receiver, SubscriptionSubcommand};
use crate::config::Config;
use crate::outbox::{Outbox, mail, webhook};
use crate::store::Store;
use crate::store::outbox::{self, Delivery};
use crate::store::subscriptions::{Channel, Topic};
use crate::{clock, ids};

/// The type of a test, which is no topic.
const TEST: &str = "test";

pub(super) async fn run(
    store: &Store,
    config: &Config,
    action: SubscriptionSubcommand,
) -> Result<(), Failure> {
    match action {
        SubscriptionSubcommand::Add { org, to, topic } => add(store, org, to, topic).await,
        SubscriptionSubcommand::List { org } => {
            must_exist(store, &org).await?;
            print(store.listed_subscriptions(&org).await?);
            Ok(())
        }
        SubscriptionSubcommand::Test { subscription } => test(store, config, subscription).await,
        SubscriptionSubcommand::Delete { subscription } => {
            known("subscription", store.end_subscription(&subscription).await?, subscription)
        }
        SubscriptionSubcommand::Log { org } => {
            must_exist(store, &org).await?;
            print(store.listed_deliveries(&org).await?);
            Ok(())
        }
        SubscriptionSubcommand::Tries { delivery } => {
            let tries = store.listed_tries(&delivery).await?;
            let is_known = !tries.is_empty();
            print(tries);
            known("delivery that was tried", is_known, delivery)
        }
        SubscriptionSubcommand::Retry { delivery } => {
            known("delivery", store.retry_delivery(&delivery).await?, delivery)
        }
    }
}

async fn add(store: &Store, org: String, to: Receiver, topic: Vec<String>) -> Result<(), Failure> {
    must_exist(store, &org).await?;
    let (channel, address) = match (to.webhook, to.slack, to.email) {
        (Some(url), _, _) => (Channel::Webhook, url),
        (_, Some(url), _) => (Channel::Slack, url),
        (_, _, email) => (Channel::Email, email.unwrap_or_default()),
    };
    match channel {
        Channel::Webhook | Channel::Slack => webhook::checked(&address).map(drop),
        Channel::Email => mail::mailbox(&address).map(drop),
    }
    .map_err(Failure::Subscription)?;
    let all = || Topic::ALL.map(|it| it.word().to_owned()).to_vec();
    let topics = if topic.is_empty() { all() } else { topic };
    let it = store.add_subscription(&org, channel, &address, &topics).await?;
    let secret = (!it.secret.is_empty()).then(|| format!("secret\t{}", it.secret));
    print([format!("subscription\t{}", it.id)].into_iter().chain(secret));
    Ok(())
}

async fn test(store: &Store, config: &Config, id: String) -> Result<(), Failure> {
    let Some(to) = store.subscription(&id).await? else { return Err(Failure::Unknown("subscription", id)) };
    let (id, now) = (ids::uuid(), clock::now_ms());
    let data = object([("text", "This is a test of a subscription.".into())]);
    let body = outbox::body(&id, &to.org_id, TEST, &data, now);
    let it = Delivery { id, to, body, tries: 0, give_up_at: now };
    let outcome = match Outbox::new(config) {
        Ok(outbox) => outbox.send(&it).await,
        Err(cause) => Err(cause),
    };
    print([format!(
        "answered\t{}",
        outcome.map_err(|cause| Failure::Subscription(format!("not delivered: {cause}")))?
    )]);
    Ok(())
}

fn known(what: &'static str, is_known: bool, id: String) -> Result<(), Failure> {
    if is_known { Ok(()) } else { Err(Failure::Unknown(what, id)) }
}
