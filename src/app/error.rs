//! Errors as the page's callbacks and promises get them.

use halo_protocol::{Object, object};
use wasm_bindgen::JsValue;

use crate::error::Failure;
use crate::web::js;

/// A failure as an `Error` with `code`, `retryable` and `status`.
pub(super) fn of(failure: &Failure) -> JsValue {
    let fields = object([
        ("code", failure.code().into()),
        ("retryable", failure.retryable().into()),
        ("status", failure.status().into()),
    ]);
    js::error(&failure.to_string(), &fields)
}

/// A call of the page's with an argument that cannot be used.
pub(super) fn validation(words: &str) -> JsValue {
    let fields: Object = object([("code", "validation".into()), ("retryable", false.into())]);
    js::error(words, &fields)
}
