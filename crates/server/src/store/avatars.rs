//! Pictures of teammates. One that is changed gets another id, so what is served under an id never changes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sqlx::Row as _;

use super::{Error, Store};
use crate::picture::Picture;
use crate::{clock, ids};

impl Store {
    /// Gives a teammate a picture, or with none takes it away; says whether there is such a teammate.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_avatar(&self, teammate_id: &str, picture: Option<&Picture>) -> Result<bool, Error> {
        let mut write = self.write().await?;
        sqlx::query("DELETE FROM avatars WHERE id IN (SELECT avatar FROM teammates WHERE id = $1)")
            .bind(teammate_id)
            .execute(write.on())
            .await?;
        let id = picture.map(|_| ids::uuid());
        let changed = sqlx::query("UPDATE teammates SET avatar = $2 WHERE id = $1")
            .bind(teammate_id)
            .bind(id.as_deref())
            .execute(write.on())
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        if let (Some(id), Some(picture)) = (id, picture) {
            sqlx::query("INSERT INTO avatars (id, media_type, base64, created_at) VALUES ($1, $2, $3, $4)")
                .bind(id)
                .bind(picture.media_type)
                .bind(STANDARD.encode(&picture.bytes))
                .bind(clock::now_ms())
                .execute(write.on())
                .await?;
        }
        write.commit().await?;
        Ok(true)
    }

    /// A picture: its media type and its bytes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn avatar(&self, id: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let query = sqlx::query("SELECT media_type, base64 FROM avatars WHERE id = $1").bind(id);
        let Some(row) = query.fetch_optional(self.read()).await? else { return Ok(None) };
        let text: String = row.try_get("base64")?;
        let bytes = STANDARD.decode(text).map_err(|cause| Error::Decode(cause.into()))?;
        Ok(Some((row.try_get("media_type")?, bytes)))
    }
}
