//! Reads an identity token: a JWT signed by the site's server. Stricter than the format: HS256 alone, whatever the
//! header says; an end that is near; no extension that could change what the signature means. Every refusal is one and
//! the same to the caller; the reason is for the log.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use halo_protocol::Object;
use halo_protocol::limits::TOKEN_BYTES;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

/// What a token must keep to.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Clocks may differ by this much, in seconds.
    pub leeway_seconds: i64,
    /// From issue to end, in seconds; a token without `iat` is taken as issued now.
    pub longest_life_seconds: i64,
    /// From now to the end, in seconds.
    pub longest_ahead_seconds: i64,
}

/// 30 s of leeway, 24 h of life: what a page needs, and no more than a stolen token should give.
pub const POLICY: Policy =
    Policy { leeway_seconds: 30, longest_life_seconds: 86_400, longest_ahead_seconds: 86_400 };

/// Shorter secrets can be searched for.
pub const SECRET_BYTES: usize = 32;

/// Header fields that change how a token is to be read; none is understood here.
const REFUSED_HEADER_FIELDS: [&str; 3] = ["crit", "b64", "zip"];

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Longer than 4 KiB.
    TooLong,
    /// Not three parts of base64url, or no JSON object inside.
    Shape,
    /// A header that asks for anything but HS256.
    Header,
    /// Not signed by a secret in force.
    Signature,
    /// `exp` is absent.
    NoEnd,
    /// `exp` is no number, or past.
    Expired,
    /// `nbf` is no number, or ahead.
    NotYet,
    /// `iat` is no number, or ahead.
    Issued,
    /// Good for longer than allowed.
    Life,
    /// No user, or one that is neither a text nor a whole number.
    Subject,
    /// Another user than the one that the request speaks for.
    OtherSubject,
    /// For another server than this.
    Audience,
    /// The `scope` claim is not the one needed.
    Scope,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the token is longer than 4096 bytes",
            Self::Shape => "the token is not three parts of base64url with JSON objects inside",
            Self::Header => "the token's header asks for something other than HS256",
            Self::Signature => "the token is not signed by a secret in force",
            Self::NoEnd => "the token has no exp",
            Self::Expired => "the token's exp is past, or no number of seconds",
            Self::NotYet => "the token's nbf is ahead",
            Self::Issued => "the token's iat is ahead",
            Self::Life => "the token is good for longer than allowed",
            Self::Subject => "the token names no user: neither user_id nor sub is a text or a whole number",
            Self::OtherSubject => "the token proves another user than the request's user_id",
            Self::Audience => "the token's aud is not the audience that this server demands",
            Self::Scope => "the token has not the scope that is needed",
        })
    }
}

/// The claims of a token that one of the secrets signed and that is good now.
///
/// # Errors
/// The first [`Refusal`] met. The signature is checked before anything in the claims is believed.
pub fn claims(
    token: &str,
    secrets: &[String],
    now_seconds: i64,
    policy: &Policy,
    audience: Option<&str>,
) -> Result<Object, Refusal> {
    if token.len() > TOKEN_BYTES {
        return Err(Refusal::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Shape)?;
    let (header, payload) = signed.split_once('.').ok_or(Refusal::Shape)?;
    check_header(&object(header)?)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Refusal::Shape)?;
    // Every secret is tried, so that the time taken does not tell which one fits.
    let fitting = secrets.iter().filter(|secret| is_signed(signed, &signature, secret)).count();
    if fitting == 0 {
        return Err(Refusal::Signature);
    }
    let claims = object(payload)?;
    check_times(&claims, now_seconds, policy)?;
    if audience.is_some_and(|audience| !is_for(&claims, audience)) {
        return Err(Refusal::Audience);
    }
    Ok(claims)
}

/// The user that the claims prove: `user_id`, else `sub`.
///
/// # Errors
/// [`Refusal::Subject`] if it is absent, empty, or neither a text nor a whole number.
pub fn subject(claims: &Object) -> Result<String, Refusal> {
    claims.get("user_id").or_else(|| claims.get("sub")).and_then(id).ok_or(Refusal::Subject)
}

/// An id in a claim: a text that is not empty, or a whole number, which counts as its digits.
#[must_use]
pub fn id(claim: &Value) -> Option<String> {
    // Beyond 2^53 a number with a point no longer tells neighbours apart, and one user would be another.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    let of_float = |it: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = it as u64;
        (it.fract() == 0.0 && (0.0..WHOLE).contains(&it)).then(|| whole.to_string())
    };
    match claim {
        Value::String(text) => Some(text.clone()).filter(|it| !it.is_empty()),
        Value::Number(number) => {
            number.as_u64().map(|it| it.to_string()).or_else(|| number.as_f64().and_then(of_float))
        }
        _ => None,
    }
}

/// Whether `aud`, a text or a list of them (RFC 7519), names the audience.
fn is_for(claims: &Object, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|it| it.as_str() == Some(audience)),
        _ => false,
    }
}

fn is_signed(signed: &str, signature: &[u8], secret: &str) -> bool {
    if secret.len() < SECRET_BYTES {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    mac.update(signed.as_bytes());
    mac.verify_slice(signature).is_ok()
}

fn object(part: &str) -> Result<Object, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Shape)?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::Shape)
}

fn check_header(header: &Object) -> Result<(), Refusal> {
    let is_hs256 = header.get("alg").and_then(Value::as_str) == Some("HS256");
    let is_jwt =
        header.get("typ").is_none_or(|typ| typ.as_str().is_some_and(|it| it.eq_ignore_ascii_case("JWT")));
    let is_plain = REFUSED_HEADER_FIELDS.iter().all(|field| !header.contains_key(*field));
    if is_hs256 && is_jwt && is_plain { Ok(()) } else { Err(Refusal::Header) }
}

fn check_times(claims: &Object, now: i64, policy: &Policy) -> Result<(), Refusal> {
    let exp = moment(claims, "exp", Refusal::Expired)?.ok_or(Refusal::NoEnd)?;
    if exp.saturating_add(policy.leeway_seconds) <= now {
        return Err(Refusal::Expired);
    }
    let ahead = |at: i64| at > now.saturating_add(policy.leeway_seconds);
    if moment(claims, "nbf", Refusal::NotYet)?.is_some_and(ahead) {
        return Err(Refusal::NotYet);
    }
    let issued = moment(claims, "iat", Refusal::Issued)?;
    if issued.is_some_and(ahead) {
        return Err(Refusal::Issued);
    }
    let from = issued.unwrap_or(now).min(now);
    let too_long =
        exp.saturating_sub(from) > policy.longest_life_seconds.saturating_add(policy.leeway_seconds);
    let too_far =
        exp.saturating_sub(now) > policy.longest_ahead_seconds.saturating_add(policy.leeway_seconds);
    if too_long || too_far {
        return Err(Refusal::Life);
    }
    Ok(())
}

/// A claim that is a moment in seconds: a number, never a text.
fn moment(claims: &Object, name: &str, refusal: Refusal) -> Result<Option<i64>, Refusal> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    if let Some(whole) = value.as_i64() {
        return if whole >= 0 { Ok(Some(whole)) } else { Err(refusal) };
    }
    // RFC 7519 allows fractions; beyond 2^53 a number is no moment.
    const LATEST: f64 = 9_007_199_254_740_992.0;
    let fraction = value.as_f64().filter(|it| *it >= 0.0 && *it < LATEST).ok_or(refusal)?;
    #[allow(clippy::cast_possible_truncation)]
    Ok(Some(fraction as i64))
}

#[cfg(test)]
#[path = "jwt_tests.rs"]
mod tests;
