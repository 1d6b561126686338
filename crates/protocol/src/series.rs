//! `/series`: enrolling a user into a series of messages, and taking them out.

use serde::{Deserialize, Serialize};

use crate::null_as_default;

/// 400: a field is absent (text of the documentation).
pub const FIELDS_REQUIRED: &str = "action, user_id, and series_id are required";
/// 400: another action (text of the documentation).
pub const ACTION_UNKNOWN: &str = "action must be \"enroll\" or \"remove\"";
/// 400: the series is not active (text of the documentation).
pub const NOT_ACTIVE: &str = "Series must be active to enroll users";
/// 400: the id names another automation (text of the documentation).
pub const NOT_A_SERIES: &str = "The specified automation is not a series";
/// 404: no such user (text of the documentation).
pub const USER_NOT_FOUND: &str = "User not found";
/// 404: no such series (text of the documentation).
pub const SERIES_NOT_FOUND: &str = "Series not found";
/// Message of a second enrolment (text of the documentation).
pub const ALREADY_ENROLLED: &str = "User is already enrolled in this series";

/// Body of `POST /series`. All fields are texts here, so that the documented errors can be told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesRequest {
    /// `enroll` or `remove`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub action: String,
    /// The site's id of the user.
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_id: String,
    /// UUID of the series.
    #[serde(default, deserialize_with = "null_as_default")]
    pub series_id: String,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

/// Answer of `POST /series`: which of the optional fields are there tells what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesResponse {
    /// Always true in a 200.
    pub success: bool,
    /// The user is in the series now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled: Option<bool>,
    /// When the first message goes out, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled_for: Option<String>,
    /// The user was in it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub already_enrolled: Option<bool>,
    /// A sentence for the developer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The user is out of it now (ours).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<bool>,
}
