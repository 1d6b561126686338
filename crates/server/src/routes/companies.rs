//! `POST /api/sdk/companies/identify`: the account a user belongs to.

use axum::extract::State;
use axum::{Extension, Json};
use halo_protocol::company::{CompanyRequest, CompanyResponse, RESERVED_TRAITS};
use halo_protocol::limits;
use halo_protocol::user::reserved_in;

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::seen::Seen;
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::limits::{Group, Who};
use crate::state::App;

/// Traits and context, their white space and escapes, and a token.
const COMPANY_BYTES: usize = 512 * 1024;

pub(super) async fn identify(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<CompanyRequest, COMPANY_BYTES>,
) -> Result<Json<CompanyResponse>, ApiError> {
    app.limit(Group::Records, &Who { key: &caller.key.id, session: None, address: seen.address })?;
    request.check()?;
    limits::check_chars("company_id", &request.company_id, USER_ID_CHARS)?;
    limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    if !reserved_in(&request.traits, &RESERVED_TRAITS).is_empty() {
        return Err(ApiError::Reserved(&RESERVED_TRAITS));
    }
    let token = request.user_token.as_deref();
    let identity = identity::settle(&app, &caller.org, request.user_id.as_deref(), token, false).await?;
    let org_id = &caller.org.id;
    // With verification on, a company's record is written for a proved user only: the key stands in every page.
    if caller.org.verify_identity && identity.user_id.is_none() {
        return Err(ApiError::Identity);
    }
    let mut write = app.store().write().await?;
    let company = write.merge_company(org_id, &request.company_id, &request.traits, &request.context).await?;
    if let Some(user_id) = &identity.user_id {
        write.link_company(org_id, user_id, &request.company_id).await?;
    }
    write.commit().await?;
    Ok(Json(CompanyResponse { success: true, company }))
}
