//! `POST /api/sdk/series`: enrolling a user into a series of messages, and taking them out. Error texts are those of the
//! documentation.

use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::series::{
    ACTION_UNKNOWN, ALREADY_ENROLLED, FIELDS_REQUIRED, NOT_A_SERIES, NOT_ACTIVE, SERIES_NOT_FOUND,
    SeriesRequest, SeriesResponse, USER_NOT_FOUND,
};
use uuid::Uuid;

use super::body::Wire;
use super::quota::as_record;
use super::seen::Seen;
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::series::{ACTIVE, SERIES};

/// Three short texts and a token.
const SERIES_BYTES: usize = 64 * 1024;

pub(super) async fn series(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<SeriesRequest, SERIES_BYTES>,
) -> Response {
    as_record(&app, &caller, &seen, perform(&app, &caller, &request)).await
}

async fn perform(
    app: &AppState,
    caller: &Caller,
    request: &SeriesRequest,
) -> Result<Json<SeriesResponse>, ApiError> {
    let is_blank = |text: &String| text.trim().is_empty();
    if [&request.action, &request.user_id, &request.series_id].into_iter().any(is_blank) {
        return Err(ApiError::Bad(FIELDS_REQUIRED.to_owned()));
    }
    let is_enrol = match request.action.as_str() {
        "enroll" => true,
        "remove" => false,
        _ => return Err(ApiError::Bad(ACTION_UNKNOWN.to_owned())),
    };
    let token = request.user_token.as_deref();
    let identity = identity::settle(app, &caller.org, Some(&request.user_id), token, false).await?;
    let user_id = identity.user_id.ok_or(ApiError::NotFound(USER_NOT_FOUND))?;
    // An id that is no UUID names no series.
    let series_id =
        Uuid::parse_str(&request.series_id).map_err(|_| ApiError::NotFound(SERIES_NOT_FOUND))?.to_string();
    let org_id = &caller.org.id;
    let mut write = app.store().write().await?;
    let series = write.automation(org_id, &series_id).await?.ok_or(ApiError::NotFound(SERIES_NOT_FOUND))?;
    if series.kind != SERIES {
        return Err(ApiError::Bad(NOT_A_SERIES.to_owned()));
    }
    if !write.has_user(org_id, &user_id).await? {
        return Err(ApiError::NotFound(USER_NOT_FOUND));
    }
    let mut answer = SeriesResponse { success: true, ..SeriesResponse::default() };
    if is_enrol {
        if series.status != ACTIVE {
            return Err(ApiError::Bad(NOT_ACTIVE.to_owned()));
        }
        match write.enrol(org_id, &series_id, &user_id, series.delay_seconds).await? {
            Some(at) => {
                answer.enrolled = Some(true);
                answer.scheduled_for = Some(clock::rfc3339(at));
            }
            None => {
                answer.already_enrolled = Some(true);
                answer.message = Some(ALREADY_ENROLLED.to_owned());
            }
        }
    } else {
        write.disenrol(org_id, &series_id, &user_id).await?;
        answer.removed = Some(true);
    }
    write.commit().await?;
    Ok(Json(answer))
}
