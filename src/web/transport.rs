//! Requests to the server, each with a time limit and a way to abort; reading a stream is left to `web::stream`.
//!
//! `fetch` is called through a guarded binding and responses are read with gloo-net. gloo-net's own `send` is not
//! used: it panics when a page's wrapper around `fetch` gives something else than a `Response`, and it builds the
//! options on an ordinary object, where a polluted `Object.prototype` could add a method, a body or a signal.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::Response;
use halo_protocol::limits;
use halo_protocol::message::SESSION_TOKEN_HEADER;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::core::http_date::{date_ms, retry_after_ms};
use crate::core::queue::BatchOutcome;
use crate::error::Failure;
use crate::web::clock::{self, Timeout};
use crate::web::dynamic;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(url: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// A whole answer must be there after this long, in seconds.
const ANSWER_SECONDS: u32 = 10;
/// `Date` has whole seconds: on average half of one has passed since, in milliseconds.
const HALF_A_SECOND_MS: u64 = 500;
/// So much of a server's words is taken: they are shown on a console.
const ERROR_CHARS: usize = 500;

/// Where to ask and as whom.
#[derive(Clone, Debug)]
pub struct Api {
    /// Base address without a trailing slash.
    pub base: String,
    /// The publishable key; never sent to `/config`.
    pub key: Option<String>,
}

impl Api {
    /// The server's own address: what stands before the API's.
    #[must_use]
    pub fn server(&self) -> &str {
        self.base.strip_suffix("/api/sdk").unwrap_or(&self.base)
    }
}

/// What came of a request, with what its head told.
pub struct TimedAnswer<T> {
    /// The `Date` of the answer, in milliseconds since the Unix epoch; none where it told nothing. Of an answer out of a
    /// cache it is the time at which that was put there.
    pub server_ms: Option<u64>,
    /// The secret of the session, which a server tells once.
    pub session_token: Option<String>,
    /// What came of it.
    pub answer: T,
}

/// What an answer tells of the server's time.
fn hear(response: &Response) -> Option<u64> {
    let date = response.headers().get("Date")?;
    date_ms(&date).map(|date_ms| date_ms.saturating_add(HALF_A_SECOND_MS))
}

/// A request under way; dropping it aborts it.
pub struct Abort {
    controller: Option<AbortController>,
    silence: RefCell<Option<Timeout>>,
    timed_out: Cell<bool>,
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.abort();
    }
}

impl Abort {
    /// A request that is about to be made.
    #[must_use]
    pub fn new() -> Rc<Self> {
        let controller = AbortController::new().ok();
        Rc::new(Self { controller, silence: RefCell::default(), timed_out: Cell::new(false) })
    }

    fn abort(&self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }

    /// Aborts the request unless this is called again, or the request ends, within so many seconds.
    pub(super) fn expect_within(self: &Rc<Self>, seconds: u32) {
        let this = Rc::downgrade(self);
        let timeout = clock::after(seconds * 1_000, move || {
            if let Some(this) = this.upgrade() {
                this.timed_out.set(true);
                this.abort();
            }
        });
        *self.silence.borrow_mut() = timeout;
    }

    /// Whether it was aborted because nothing came in time.
    pub(super) fn timed_out(&self) -> bool {
        self.timed_out.get()
    }

    fn failure(&self, seconds: u32) -> Failure {
        if self.timed_out.get() { Failure::Timeout(seconds) } else { Failure::Network }
    }
}

/// `GET` without the key: the JSON of a 2xx, `undefined` where it is none. The engine reads it, not a `JSON.parse` that
/// a page can replace, and not serde_json, which would have to be there before the panel.
///
/// # Errors
/// Any [`Failure`] but those of a stream.
pub async fn get(api: &Api, path: &str) -> Result<JsValue, Failure> {
    whole(api, path, &options("GET"), json).await.answer
}

/// A request whose answer is a text.
pub struct Request(Object);

impl Request {
    /// `POST` of a JSON text with the key, and with the session's secret where there is one.
    #[must_use]
    pub fn post(api: &Api, body: &str, session_token: Option<&str>) -> Self {
        let options = json_options(api, body);
        prove(&options, session_token);
        Self(options)
    }

    /// `GET` past every cache.
    #[must_use]
    pub fn fresh() -> Self {
        let options = options("GET");
        set(&options, "cache", &JsValue::from_str("no-store"));
        Self(options)
    }

    /// The text of a 2xx.
    ///
    /// # Errors
    /// In the answer any [`Failure`] but those of a stream.
    pub async fn send(self, api: &Api, path: &str) -> TimedAnswer<Result<String, Failure>> {
        whole(api, path, &self.0, text).await
    }
}

/// `POST /events`. The queue decides on the outcome, and on how long to wait: there is no time limit here.
pub fn post_events(
    api: &Api,
    body: &str,
    keepalive: bool,
) -> (Rc<Abort>, impl Future<Output = TimedAnswer<BatchOutcome>> + 'static) {
    let options = json_options(api, body);
    if keepalive {
        set(&options, "keepalive", &JsValue::TRUE);
    }
    let url = [&api.base, "/events"].concat();
    let abort = Abort::new();
    let signal = Rc::clone(&abort);
    let outcome = async move {
        let Ok(response) = response(&url, &options, &signal).await else {
            return TimedAnswer { server_ms: None, session_token: None, answer: BatchOutcome::Failed };
        };
        let server_ms = hear(&response);
        let retry_after = response.headers().get("Retry-After");
        let answer = match response.text().await {
            Ok(body) => BatchOutcome::Answered { status: response.status(), retry_after, body },
            Err(_) => BatchOutcome::Failed,
        };
        TimedAnswer { server_ms, session_token: None, answer }
    };
    (abort, outcome)
}

async fn text(response: Response) -> Option<String> {
    response.text().await.ok()
}

async fn json(response: Response) -> Option<JsValue> {
    match JsFuture::from(web_sys::Response::from(response).json().ok()?).await {
        Err(thrown) if thrown.is_instance_of::<js_sys::SyntaxError>() => Some(JsValue::UNDEFINED),
        read => read.ok(),
    }
}

/// A whole answer, as `read` reads it.
async fn whole<T>(
    api: &Api,
    path: &str,
    options: &Object,
    read: impl AsyncFnOnce(Response) -> Option<T>,
) -> TimedAnswer<Result<T, Failure>> {
    let abort = Abort::new();
    abort.expect_within(ANSWER_SECONDS);
    let TimedAnswer { server_ms, session_token, answer } =
        send(&[&api.base, path].concat(), options, &abort).await;
    let answer = match answer {
        Ok(response) => read(response).await.ok_or(Failure::Network),
        Err(failure) => Err(failure),
    };
    let answer = answer.map_err(|failure| match failure {
        Failure::Network => abort.failure(ANSWER_SECONDS),
        other => other,
    });
    TimedAnswer { server_ms, session_token, answer }
}

/// Sends and waits for the head of the response; a status that is no 2xx is a failure with the server's words.
pub(super) async fn send(
    url: &str,
    options: &Object,
    abort: &Rc<Abort>,
) -> TimedAnswer<Result<Response, Failure>> {
    let response = match response(url, options, abort).await {
        Ok(response) => response,
        Err(failure) => return TimedAnswer { server_ms: None, session_token: None, answer: Err(failure) },
    };
    let server_ms = hear(&response);
    let session_token = response.headers().get(SESSION_TOKEN_HEADER);
    let answer = if response.ok() { Ok(response) } else { Err(refusal(response).await) };
    TimedAnswer { server_ms, session_token, answer }
}

/// Sends and waits for the head of the response, whatever its status.
async fn response(url: &str, options: &Object, abort: &Rc<Abort>) -> Result<Response, Failure> {
    if let Some(controller) = &abort.controller {
        set(options, "signal", &controller.signal());
    }
    let promised = fetch(url, options).map_err(|_| Failure::Network)?;
    let response = JsFuture::from(Promise::resolve(&promised)).await.map_err(|_| Failure::Network)?;
    if !response.is_instance_of::<web_sys::Response>() {
        return Err(Failure::Network);
    }
    Ok(Response::from(response.unchecked_into::<web_sys::Response>()))
}

async fn refusal(response: Response) -> Failure {
    let (status, headers) = (response.status(), response.headers());
    let body = json(response).await.unwrap_or_default();
    let mut message = dynamic::get(&body, "error").and_then(|text| text.as_string()).unwrap_or_default();
    limits::cap_chars(&mut message, ERROR_CHARS);
    let server_ms = headers.get("Date").and_then(|text| date_ms(&text));
    let retry_after_ms = headers
        .get("Retry-After")
        .and_then(|text| retry_after_ms(&text, server_ms.unwrap_or_else(clock::unix_ms)))
        .and_then(|ms| u32::try_from(ms).ok());
    Failure::Status { status, message, retry_after_ms }
}

pub(super) fn json_options(api: &Api, body: &str) -> Object {
    let options = options("POST");
    header(&options, "Content-Type", "application/json");
    authorize(&options, api);
    set(&options, "body", &JsValue::from_str(body));
    options
}

/// Options of a `GET` with the key.
pub(super) fn get_options(api: &Api) -> Object {
    let options = options("GET");
    authorize(&options, api);
    options
}

fn authorize(options: &Object, api: &Api) {
    if let Some(key) = &api.key {
        header(options, "Authorization", &["Bearer ", key].concat());
    }
}

/// Options of `fetch` that inherit from nothing.
fn options(method: &str) -> Object {
    let options = bare();
    set(&options, "method", &JsValue::from_str(method));
    set(&options, "headers", &bare());
    set(&options, "credentials", &JsValue::from_str("omit"));
    options
}

/// Shows the session's secret.
pub(super) fn prove(options: &Object, session_token: Option<&str>) {
    if let Some(token) = session_token {
        header(options, SESSION_TOKEN_HEADER, token);
    }
}

pub(super) fn header(options: &Object, name: &str, value: &str) {
    if let Ok(headers) = Reflect::get(options, &JsValue::from_str("headers")) {
        set(headers.unchecked_ref(), name, &JsValue::from_str(value));
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    _ = Reflect::set(object, &JsValue::from_str(name), value);
}

fn bare() -> Object {
    Object::create(JsValue::NULL.unchecked_ref())
}
