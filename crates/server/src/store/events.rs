//! Behavioural events: one row per (organisation, event id), however often a batch comes.

use halo_protocol::event::{AT_KEY, Event, EventBatch};
use serde_json::Value;
use sqlx::QueryBuilder;

use super::{Error, Write};
use crate::{clock, ids};

/// Longest event id that is taken for one; a UUID has 36.
const EVENT_ID_CHARS: usize = 100;

impl Write {
    /// Stores a checked and capped batch; events whose id is known are passed over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_events(&mut self, org_id: &str, batch: &EventBatch) -> Result<(), Error> {
        let now = clock::now_ms();
        let mut query = QueryBuilder::new(
            "INSERT INTO events (org_id, id, session_id, user_id, event_type, element_selector, page_url, metadata,
             at, received_at) ",
        );
        query.push_values(&batch.events, |mut row, event| {
            row.push_bind(org_id.to_owned())
                .push_bind(id_of(event))
                .push_bind(event.session_id.clone().or_else(|| batch.session_id.clone()))
                .push_bind(batch.user_id.clone())
                .push_bind(event.event_type.clone())
                .push_bind(event.element_selector.clone())
                .push_bind(event.page_url.clone())
                .push_bind(super::organisations::json_text(&event.metadata))
                .push_bind(event.metadata.get(AT_KEY).and_then(Value::as_str).map(str::to_owned))
                .push_bind(now);
        });
        query.push(" ON CONFLICT (org_id, id) DO NOTHING");
        query.build().execute(self.on()).await?;
        Ok(())
    }
}

fn id_of(event: &Event) -> String {
    event.id().filter(|id| !id.is_empty() && id.len() <= EVENT_ID_CHARS).map_or_else(ids::uuid, str::to_owned)
}
