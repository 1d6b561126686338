//! The server as a teammate's program reaches it: requests with the teammate's token, and event streams that are followed
//! over every break of the line.

use std::time::Duration;

use halo_protocol::stream::sse::{Decoder, Item};
use reqwest::{Client, Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use crate::command::Failure;
use crate::knowledge::links::escaped;

/// Between two tries to reach the server again.
pub(super) const RETRY: Duration = Duration::from_secs(2);

/// What happens while a teammate works.
pub(super) enum News {
    /// A line was typed; none: the input has ended.
    Typed(Option<String>),
    /// The list is another.
    Changed,
    /// Something happened in the conversation that is open: its session, the event's kind, number and JSON.
    Happened { session_id: String, kind: String, number: Option<u64>, data: String },
    /// The connection was lost or is back.
    Line(bool),
}

/// The server, as a teammate reaches it.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) client: Client,
    /// Address of the team's API.
    pub(super) base: String,
    pub(super) token: String,
}

impl Server {
    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Response, Failure> {
        let mut request =
            self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let unreached = |cause| Failure::Team(format!("the server cannot be reached: {cause}"));
        let response = request.send().await.map_err(unreached)?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        if status == StatusCode::UNAUTHORIZED {
            let told = "the server does not know this token; `halo-server team token ID` makes a new one";
            return Err(Failure::Team(told.to_owned()));
        }
        let body: Value = response.json().await.unwrap_or_default();
        let told = body.get("error").and_then(Value::as_str).unwrap_or("the server did not say why");
        Err(Failure::Team(format!("{told} ({})", status.as_u16())))
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Response, Failure> {
        self.send(Method::POST, path, Some(body)).await
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, field: &str) -> Result<T, Failure> {
        let unread = |cause: String| Failure::Team(format!("the server's answer cannot be read: {cause}"));
        let response = self.send(Method::GET, path, None).await?;
        let mut answer: Value = response.json().await.map_err(|cause| unread(cause.to_string()))?;
        let part = answer.get_mut(field).map(Value::take).unwrap_or_default();
        serde_json::from_value(part).map_err(|cause| unread(cause.to_string()))
    }

    /// Reads one connection of an event stream to its end.
    async fn read_events(
        &self,
        path: &str,
        session_id: &str,
        last: &mut String,
        news: &Sender<News>,
    ) -> Result<(), Failure> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        let request = request.header("accept", "text/event-stream").header("last-event-id", last.as_str());
        let broken = |cause: reqwest::Error| Failure::Team(cause.to_string());
        let mut response = request.send().await.and_then(Response::error_for_status).map_err(broken)?;
        _ = news.send(News::Line(true)).await;
        let mut decoder = Decoder::new();
        while let Some(bytes) = response.chunk().await.map_err(broken)? {
            let mut found = Vec::new();
            decoder.push(&bytes, &mut |item| {
                if let Item::Event(event) = item {
                    let number: Option<u64> = event.id.and_then(|id| id.parse().ok());
                    found.push((event.kind.to_owned(), number, event.data.to_owned()));
                }
            });
            for (kind, number, data) in found {
                if let Some(number) = number {
                    *last = number.to_string();
                }
                let session_id = session_id.to_owned();
                let it = if session_id.is_empty() {
                    News::Changed
                } else {
                    News::Happened { session_id, kind, number, data }
                };
                if news.send(it).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// Follows an event stream over every break of the line, from where it was.
pub(super) async fn follow(server: Server, path: String, session_id: String, news: Sender<News>) {
    let mut last = String::new();
    while !news.is_closed() {
        if server.read_events(&path, &session_id, &mut last, &news).await.is_err() {
            _ = news.send(News::Line(false)).await;
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// A session's id as one part of an address.
pub(super) fn segment(session_id: &str) -> String {
    escaped(session_id).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_id_is_one_part_of_an_address() {
        assert_eq!(segment("sess_1-a.b~"), "sess_1-a.b~");
        assert_eq!(segment("a/../b?c#ü"), "a%2F..%2Fb%3Fc%23%C3%BC");
    }
}
