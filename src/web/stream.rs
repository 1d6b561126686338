//! Reading a streamed answer as its bytes come. Part of the chunks "talk" and "person"; what the bytes mean is the core's business.

use std::rc::{Rc, Weak};

use gloo_net::http::Response;
use halo_protocol::message::SESSION_HEADER;
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use crate::core::talk::StreamInput;
use crate::error::Failure;
use crate::web::transport::{Abort, Api, TimedAnswer, get_options, header, json_options, prove, send};

/// A stream may be silent for this long, in seconds; the server sends a comment every 15 s.
const SILENCE_SECONDS: u32 = 60;

/// Where what comes of a stream goes.
pub type StreamReceiver = Box<dyn Fn(TimedAnswer<StreamInput>)>;

/// `POST /chat/stream`: what comes of it goes to `sink`, last of all [`StreamInput::Closed`] or [`StreamInput::Broke`].
/// Dropping the result aborts the request, and nothing more comes.
pub fn stream(
    api: &Api,
    body: &str,
    last_event_id: Option<u64>,
    session_token: Option<&str>,
    language: &str,
    sink: StreamReceiver,
) -> Rc<Abort> {
    let options = json_options(api, body);
    // In place of the browser's own wishes: the answer is read between our texts.
    header(&options, "Accept-Language", language);
    header(&options, "Accept", "text/event-stream");
    if let Some(id) = last_event_id {
        header(&options, "Last-Event-ID", &id.to_string());
    }
    prove(&options, session_token);
    open([&api.base, "/chat/stream"].concat(), options, sink)
}

/// `GET` of an event stream, in the same way; `last_event_id` 0: from its start.
pub fn follow(
    api: &Api,
    path: &str,
    last_event_id: u64,
    session_token: Option<&str>,
    sink: StreamReceiver,
) -> Rc<Abort> {
    let options = get_options(api);
    header(&options, "Accept", "text/event-stream");
    header(&options, "Last-Event-ID", &last_event_id.to_string());
    prove(&options, session_token);
    open([&api.base, path].concat(), options, sink)
}

fn open(url: String, options: Object, sink: StreamReceiver) -> Rc<Abort> {
    let abort = Abort::new();
    let weak = Rc::downgrade(&abort);
    let signal = Rc::clone(&abort);
    abort.expect_within(SILENCE_SECONDS);
    wasm_bindgen_futures::spawn_local(async move {
        let TimedAnswer { server_ms, session_token, answer: response } = send(&url, &options, &signal).await;
        // Only the caller's handle keeps the request alive from here on.
        drop(signal);
        let emit = |answer, server_ms| {
            if weak.strong_count() > 0 {
                let session_token =
                    session_token.clone().filter(|_| matches!(answer, StreamInput::Opened { .. }));
                sink(TimedAnswer { server_ms, session_token, answer })
            }
        };
        let (ended, told_ms) = match response {
            Ok(response) => match read_body(&response, server_ms, &weak, &emit).await {
                Ok(()) => (StreamInput::Closed, None),
                Err(failure) => (StreamInput::Broke(failure), None),
            },
            Err(failure) => (StreamInput::Broke(failure), server_ms),
        };
        let timed_out = weak.upgrade().is_some_and(|abort| abort.timed_out());
        let ended = if timed_out { StreamInput::Broke(Failure::Timeout(SILENCE_SECONDS)) } else { ended };
        emit(ended, told_ms);
    });
    abort
}

async fn read_body(
    response: &Response,
    server_ms: Option<u64>,
    abort: &Weak<Abort>,
    emit: &impl Fn(StreamInput, Option<u64>),
) -> Result<(), Failure> {
    let headers = response.headers();
    let content_type = headers.get("Content-Type").unwrap_or_default();
    emit(StreamInput::Opened { content_type, session_id: headers.get(SESSION_HEADER) }, server_ms);
    let reader = response.body().and_then(|body| {
        let reader = body.get_reader();
        reader.dyn_into::<ReadableStreamDefaultReader>().ok()
    });
    let Some(reader) = reader else {
        // A page's wrapper took the stream away: the whole text at once is better than nothing.
        let text = response.text().await.map_err(|_| Failure::Network)?;
        emit(StreamInput::Bytes(text.into_bytes()), None);
        return Ok(());
    };
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| Failure::Network)?;
        let Some(abort) = abort.upgrade() else { return Ok(()) };
        abort.expect_within(SILENCE_SECONDS);
        drop(abort);
        let field = |name| Reflect::get(&read, &JsValue::from_str(name)).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(());
        }
        if let Ok(bytes) = field("value").dyn_into::<Uint8Array>() {
            emit(StreamInput::Bytes(bytes.to_vec()), None);
        }
    }
}
