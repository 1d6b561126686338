//! A call that is counted: it is carried out if there is one left, and its answer says what is left, also where it is a
//! refusal.

use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::seen::Seen;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::limits::{Admission, CallOrigin, Group};
use crate::state::AppState;

/// The answer of `deed`, which is begun only where the count lets it.
pub(super) async fn within<T: IntoResponse>(
    counted: Admission,
    deed: impl Future<Output = Result<T, ApiError>>,
) -> Response {
    let mut response = match counted.retry_after {
        Some(retry_after) => ApiError::Limited { retry_after }.into_response(),
        None => deed.await.into_response(),
    };
    let quota = counted.quota.iter();
    for (name, value) in quota.flat_map(|it| [("ratelimit-policy", it.policy()), ("ratelimit", it.state())]) {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// The answer of a request about a record, counted by its key and address.
pub(super) async fn as_record<T: IntoResponse>(
    app: &AppState,
    caller: &Caller,
    seen: &Seen,
    deed: impl Future<Output = Result<T, ApiError>>,
) -> Response {
    let who = CallOrigin { key: &caller.key.id, session: None, address: seen.address };
    within(app.count(Group::Records, &who), deed).await
}
