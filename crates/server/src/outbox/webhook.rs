//! Posts deliveries to addresses of the web: as JSON with a signature, or in the form that Slack's incoming webhooks take.

use std::error::Error as _;
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Client, RequestBuilder, Url};
use serde_json::json;
use sha2::Sha256;

use super::SEND_TIMEOUT;
use super::public::{AddressPolicy, AddressRefusal};
use super::words::Words;
use crate::ids::hex;
use crate::limits::network::Network;
use crate::store::outbox::Delivery;
use crate::{clock, tls};

/// Header of a webhook that proves who sent it and when.
pub const SIGNATURE: &str = "Halo-Signature";

/// What webhooks are called with.
pub struct Webhooks {
    client: Client,
    reachable: AddressPolicy,
}

impl Webhooks {
    /// Calls the public internet and the networks that were named.
    ///
    /// # Errors
    /// The system's certificates cannot be read.
    pub fn new(allowed: &[Network]) -> Result<Self, String> {
        tls::use_ring();
        let reachable = AddressPolicy::new(allowed);
        let client = Client::builder()
            .timeout(SEND_TIMEOUT)
            // Where a redirect leads, nobody has named; a proxy would look names up where they are not checked.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(reachable.clone()))
            .build()
            .map_err(|cause| format!("webhooks cannot be called: {cause}"))?;
        Ok(Self { client, reachable })
    }

    /// Posts the delivery's JSON with its signature.
    pub(super) async fn post_signed(&self, it: &Delivery) -> Result<String, String> {
        let signature = signature(&it.to.secret, clock::now_seconds(), &it.body);
        let request = self.request(it)?.header(SIGNATURE, signature).body(it.body.clone());
        send(request).await
    }

    /// Posts the delivery in words.
    pub(super) async fn post_to_slack(&self, it: &Delivery) -> Result<String, String> {
        let words = Words::of(&it.body);
        // https://docs.slack.dev/messaging/formatting-message-text (read 2026-11): these three and no others.
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let text = format!("*{}*\n{}", escaped(&words.subject), escaped(&words.text));
        send(self.request(it)?.body(json!({"text": text}).to_string())).await
    }

    fn request(&self, it: &Delivery) -> Result<RequestBuilder, String> {
        let url = checked(&it.to.address)?;
        self.reachable.check(&url).map_err(|cause| cause.to_string())?;
        let agent = concat!("halo-server/", env!("CARGO_PKG_VERSION"));
        Ok(self.client.post(url).header(USER_AGENT, agent).header(CONTENT_TYPE, "application/json"))
    }
}

/// An address that a webhook can have.
///
/// # Errors
/// What was met and what is allowed.
pub fn checked(address: &str) -> Result<Url, String> {
    let url =
        Url::parse(address).ok().filter(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    url.ok_or_else(|| {
        format!(
            "{address:?} is no address of a webhook: one begins with https:// or http:// and names a host"
        )
    })
}

async fn send(request: RequestBuilder) -> Result<String, String> {
    match request.send().await {
        Ok(response) if response.status().is_success() => Ok(response.status().as_u16().to_string()),
        Ok(response) if response.status().is_redirection() => Err(format!(
            "{}: redirects are not followed; name the address they lead to",
            response.status().as_u16()
        )),
        Ok(response) => Err(response.status().as_u16().to_string()),
        Err(cause) => Err(why(&cause)),
    }
}

/// The cause that says most: what the lookup refused, else the innermost. Never the address, whose path may be a secret.
fn why(cause: &reqwest::Error) -> String {
    if cause.is_timeout() {
        return format!("no answer within {} s", SEND_TIMEOUT.as_secs());
    }
    let mut innermost = cause.source();
    while let Some(deeper) = innermost.filter(|it| !it.is::<AddressRefusal>()).and_then(|it| it.source()) {
        innermost = Some(deeper);
    }
    innermost.map_or_else(|| "the request could not be sent".to_owned(), ToString::to_string)
}

/// `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>", hexadecimal>`.
#[must_use]
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_openssl_makes_of_the_same() {
        // printf '1795262400.{"id":"1"}' | openssl dgst -sha256 -hmac hw_secret
        let made = signature("hw_secret", 1_795_262_400, r#"{"id":"1"}"#);
        assert_eq!(made, "t=1795262400,v1=42ad1703c0a2933c674c2706cc44e95c7e7f9d6e6fc146e16c6465174c3df860");
    }

    #[test]
    fn only_addresses_of_the_web_are_webhooks() {
        assert!(checked("https://hooks.example.com/x?y=z").is_ok());
        for text in ["ftp://example.com/", "hooks.example.com", "file:///etc/passwd", "https://", ""] {
            assert!(checked(text).is_err(), "{text}");
        }
    }
}
