//! `POST /api/sdk/companies/identify`: the account a user belongs to.

use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::company::{CompanyRequest, CompanyResponse, RESERVED_TRAITS};
use halo_protocol::limits;
use halo_protocol::user::reserved_in;

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::quota::as_record;
use super::seen::Seen;
use crate::auth::access::company;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::companies::company_as_sent;

/// Traits and context, their white space and escapes, and a token.
const COMPANY_BYTES: usize = 512 * 1024;

pub(super) async fn identify(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<CompanyRequest, COMPANY_BYTES>,
) -> Response {
    as_record(&app, &caller, &seen, perform(&app, &caller, request)).await
}

async fn perform(
    app: &AppState,
    caller: &Caller,
    request: CompanyRequest,
) -> Result<Json<CompanyResponse>, ApiError> {
    request.check()?;
    limits::check_chars("company_id", &request.company_id, USER_ID_CHARS)?;
    limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    if !reserved_in(&request.traits, &RESERVED_TRAITS).is_empty() {
        return Err(ApiError::Reserved(&RESERVED_TRAITS));
    }
    let access = company::access(app, caller, &request).await?;
    let (org_id, company_id) = (&caller.org.id, &request.company_id);
    let mut company = company_as_sent(company_id, &request.traits, &request.context);
    let mut write = app.store().write().await?;
    if access.writes {
        let stored = write.merge_company(org_id, company_id, &request.traits, &request.context).await?;
        if access.reads {
            company = stored;
        }
    }
    if let Some(user_id) = &access.joins {
        write.link_company(org_id, user_id, company_id).await?;
    }
    write.commit().await?;
    Ok(Json(CompanyResponse { success: true, company }))
}
