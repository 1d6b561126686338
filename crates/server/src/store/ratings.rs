//! What visitors say of a conversation with a person.

use halo_protocol::object;
use sqlx::Row as _;

use super::bus::BusEvent;
use super::outbox::Notification;
use super::subscriptions::Topic;
use super::{Error, Write};
use crate::clock;

impl Write {
    /// Keeps the visitor's answer to "did that help?"; the last one counts. Says whether there is such a conversation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rate(
        &mut self,
        org_id: &str,
        session_id: &str,
        score: i64,
        comment: Option<&str>,
    ) -> Result<bool, Error> {
        let known = sqlx::query(
            "SELECT rating, rating_comment FROM conversations WHERE org_id = $1 AND session_id = $2",
        )
        .bind(org_id)
        .bind(session_id)
        .fetch_optional(self.on())
        .await?;
        let Some(known) = known else { return Ok(false) };
        let before: (Option<i64>, Option<String>) =
            (known.try_get("rating")?, known.try_get("rating_comment")?);
        // The same again is no news.
        if before == (Some(score), comment.map(str::to_owned)) {
            return Ok(true);
        }
        sqlx::query(
            "UPDATE conversations SET rating = $3, rating_comment = $4, rated_at = $5
             WHERE org_id = $1 AND session_id = $2",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(score)
        .bind(comment)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        self.happened(BusEvent::grown(org_id, session_id, false));
        let data = object([("score", score.into()), ("comment", comment.into())]);
        let topic = Topic::RatingCreated;
        self.publish(org_id, Notification { topic, session_id: Some(session_id), user_id: None, data })
            .await?;
        Ok(true)
    }
}
