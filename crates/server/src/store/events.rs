//! Behavioural events: one row per (organisation, event id), however often a batch comes.

use std::fmt::Write as _;

use halo_protocol::event::{AT_KEY, Event, EventBatch};
use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::organisations::json_text;
use super::{Engine, Error, Write};
use crate::{clock, ids};

/// Longest event id that is taken for one; a UUID has 36.
const EVENT_ID_CHARS: usize = 100;

const COLUMNS: &str =
    "org_id, id, session_id, user_id, event_type, element_selector, page_url, metadata, at, received_at";
const COLUMN_COUNT: usize = 10;

impl Write {
    /// Stores a checked and capped batch; events whose id is known are passed over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_events(&mut self, org_id: &str, batch: &EventBatch) -> Result<(), Error> {
        let now = clock::now_ms();
        let statement = insertion(batch.events.len(), self.engine());
        let mut query = sqlx::query(AssertSqlSafe(statement));
        for event in &batch.events {
            query = query
                .bind(org_id)
                .bind(id_of(event))
                .bind(event.session_id.as_deref().or(batch.session_id.as_deref()))
                .bind(batch.user_id.as_deref())
                .bind(event.event_type.as_str())
                .bind(event.element_selector.as_deref())
                .bind(event.page_url.as_deref())
                .bind(json_text(&event.metadata))
                .bind(event.metadata.get(AT_KEY).and_then(Value::as_str))
                .bind(now);
        }
        query.execute(self.on()).await?;
        Ok(())
    }
}

/// The statement for so many rows. There are at most a hundred of them, so the database keeps them prepared. Numbered
/// values are named ones for SQLite, and the driver looks each name up among all: with a thousand of them that was 38 %
/// of the time it took to store a batch. Postgres knows no others.
fn insertion(rows: usize, engine: Engine) -> String {
    let mut out = format!("INSERT INTO events ({COLUMNS}) VALUES ");
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=COLUMN_COUNT {
            out.push_str(if column == 1 { "" } else { "," });
            match engine {
                Engine::Sqlite => out.push('?'),
                Engine::Postgres => drop(write!(out, "${}", row * COLUMN_COUNT + column)),
            }
        }
        out.push(')');
    }
    out.push_str(" ON CONFLICT (org_id, id) DO NOTHING");
    out
}

fn id_of(event: &Event) -> String {
    event.id().filter(|id| !id.is_empty() && id.len() <= EVENT_ID_CHARS).map_or_else(ids::uuid, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_has_a_place_for_every_value() {
        let two = insertion(2, Engine::Postgres);
        assert!(two.contains("VALUES ($1,$2,") && two.contains("$10),($11,"), "{two}");
        assert!(insertion(100, Engine::Postgres).contains("$1000) ON CONFLICT"));
        assert_eq!(insertion(100, Engine::Sqlite).matches('?').count(), 1_000);
    }
}
