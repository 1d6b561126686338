//! Sends deliveries by e-mail, through one SMTP server.

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use reqwest::Url;

use super::SEND_TIMEOUT;
use super::public::number_of;
use super::words::Words;
use crate::store::outbox::Delivery;

/// A mail server, and who writes.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    /// The server at `url` sends, and what it sends is from `from`.
    ///
    /// # Errors
    /// One of them is wrong; see [`server`] and [`mailbox`].
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        Ok(Self { transport: server(url)?.timeout(Some(SEND_TIMEOUT)).build(), from: mailbox(from)? })
    }

    pub(super) async fn send(&self, it: &Delivery) -> Result<String, String> {
        let message = self.message(it)?;
        match self.transport.send(message).await {
            Ok(response) => Ok(response.code().to_string()),
            Err(cause) => Err(cause.to_string()),
        }
    }

    fn message(&self, it: &Delivery) -> Result<Message, String> {
        let words = Words::of(&it.body);
        let host = self.from.email.domain();
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(mailbox(&it.to.address)?)
            .subject(words.subject)
            // The same with every try: a mailbox shows a message that came twice once.
            .message_id(Some(format!("<{}@{host}>", it.id)))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(HeaderValue::new(
                // RFC 3834: no answering machine answers.
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        // What a visitor gave as an address may be none.
        if let Some(visitor) = words.reply_to.and_then(|text| mailbox(&text).ok()) {
            message = message.reply_to(visitor);
        }
        message.body(words.text).map_err(|cause| cause.to_string())
    }
}

/// An address of e-mail, alone or behind a name.
///
/// # Errors
/// What was met and what is allowed.
pub fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is no address such as halo@shop.example or Halo <halo@shop.example>"))
}

/// A mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://…`, which demands STARTTLS unless `?tls=` says otherwise or the
/// server is this machine.
///
/// # Errors
/// What is allowed, without the address, which may hold a password.
pub fn server(url: &str) -> Result<AsyncSmtpTransportBuilder, String> {
    let mut url = Url::parse(url).map_err(|_| wrong_url())?;
    if !matches!(url.scheme(), "smtp" | "smtps") || !url.has_host() {
        return Err(wrong_url());
    }
    let is_told = url.query_pairs().any(|(name, _)| name == "tls");
    if url.scheme() == "smtp" && !is_told && !is_this_machine(&url) {
        url.query_pairs_mut().append_pair("tls", "required");
    }
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str()).map_err(|_| wrong_url())
}

fn wrong_url() -> String {
    "a mail server's address is such as smtps://USER:PASSWORD@mail.example.com, or smtp://… for STARTTLS, with \
     ?tls=required or ?tls=opportunistic behind it if need be"
        .to_owned()
}

fn is_this_machine(url: &Url) -> bool {
    url.host_str() == Some("localhost") || number_of(url).is_some_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::subscriptions::{Channel, Subscription};

    #[test]
    fn settings_are_read_and_wrong_ones_told_without_the_password() {
        for url in ["smtp://localhost:25", "smtps://u:p%40ss@mail.example.com", "smtp://mail.example.com:587"]
        {
            assert!(Mail::new(url, "Halo <halo@shop.example>").is_ok(), "{url}");
        }
        for url in ["mail.example.com", "https://u:secret@mail.example.com", "smtp://"] {
            let told = Mail::new(url, "halo@shop.example").err().unwrap_or_default();
            assert!(told.contains("smtps://") && !told.contains("secret"), "{url}: {told}");
        }
        assert!(Mail::new("smtp://localhost", "halo").err().unwrap().contains("\"halo\""));
    }

    #[tokio::test]
    async fn what_a_visitor_wrote_forges_no_header() {
        let to = Subscription {
            id: "s".to_owned(),
            org_id: "o".to_owned(),
            channel: Channel::Email,
            address: "team@shop.example".to_owned(),
            secret: String::new(),
        };
        let body = serde_json::json!({"type": "ticket.created", "data": {
            "subject": "Hello\r\nBcc: all@shop.example", "message": "x", "email": "a@b.example\r\nBcc: all@shop.example"}});
        let it = Delivery { id: "d1".to_owned(), to, body: body.to_string(), tries: 0, give_up_at: 0 };
        let message = Mail::new("smtp://localhost", "halo@shop.example").unwrap().message(&it).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(
            head.lines().all(|line| !line.starts_with("Bcc"))
                && head.contains("Message-ID: <d1@shop.example>"),
            "{head}"
        );
    }
}
