//! A visitor who presses Stop: the answer ends at once and stays as far as it came. A connection that merely broke is
//! another matter: its answer goes on for a while, to be resumed (run.rs).

use std::time::Duration;

use crate::auth::access::session::{self, Entrant};
use crate::error::ApiError;
use crate::state::AppState;

/// How often the store is asked for wishes that reached another process: an upstream is to hear of them within a second.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Stops the answer of that id and session, wherever it runs. Says whether one was running.
///
/// # Errors
/// 403 where the session is not the caller's, or the store failed.
pub async fn cancel(
    app: &AppState,
    org_id: &str,
    message_id: &str,
    session: &str,
    who: &Entrant,
) -> Result<bool, ApiError> {
    let mut write = app.store().write().await?;
    let known = write.session_of_answer(org_id, message_id, session).await?;
    session::may_read(&mut write, org_id, known.as_deref().unwrap_or(session), who).await?;
    let Some(run_id) = write.cancel_answer(org_id, message_id, session).await? else { return Ok(false) };
    write.commit().await?;
    if let Some(log) = app.running(&run_id) {
        log.stop();
    }
    Ok(true)
}

/// Stops the answers of this process whose end another process was asked for. Never returns.
pub async fn look_for_cancelled(app: AppState) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if !app.has_running() {
            continue;
        }
        match app.store().cancellations().await {
            Ok(run_ids) => run_ids.iter().filter_map(|it| app.running(it)).for_each(|log| log.stop()),
            Err(cause) => tracing::warn!(%cause, "it could not be seen which answers shall stop"),
        }
    }
}
