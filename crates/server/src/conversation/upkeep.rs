//! What happens to live conversations by itself: a visitor who waited too long is told, a conversation whose teammate is
//! gone waits again, and those who wait hear of their place. Every process does it; a step that one has taken cannot be
//! taken again.

use std::time::Duration;

use crate::state::AppState;
use crate::store;
use crate::store::bus::BusMessage;
use crate::store::conversations::Actor;
use crate::store::team::GONE_AFTER_MS;

/// How often the times are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Changes of a queue that come closer together are told once.
const GATHER: Duration = Duration::from_millis(200);

/// Looks after the times. Never returns.
pub async fn keep_times(app: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if let Err(cause) = end_overdue(&app).await {
            tracing::warn!(%cause, "it could not be seen which conversations wait too long");
        }
    }
}

async fn end_overdue(app: &AppState) -> Result<(), store::Error> {
    let wait_limit = i64::try_from(app.config().wait_limit.as_millis()).unwrap_or(i64::MAX);
    for it in app.store().overdue(wait_limit, GONE_AFTER_MS).await? {
        let mut write = app.store().write().await?;
        write.advance(&it.org_id, &it.session_id, it.step, &Actor::Server, None).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Tells those who wait their places whenever a queue has changed. Never returns.
pub async fn tell_places(app: AppState) {
    let mut changes = app.store().bus().queue_changes();
    loop {
        let mut changed: Vec<String> = changes.recv().await.into_iter().collect();
        tokio::time::sleep(GATHER).await;
        while let Ok(org_id) = changes.try_recv() {
            changed.push(org_id);
        }
        changed.sort();
        changed.dedup();
        for org_id in changed {
            match app.store().queue(&org_id).await {
                Ok(sessions) => {
                    for (session_id, place) in sessions.iter().zip(1..) {
                        app.store().bus().signal(&org_id, session_id, BusMessage::Place(place));
                    }
                }
                Err(cause) => tracing::warn!(%cause, "a queue could not be read"),
            }
        }
    }
}
