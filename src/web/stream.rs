//! Reading a streamed answer as its bytes come. Part of the chunk "talk"; what the bytes mean is the core's business.

use std::rc::{Rc, Weak};

use gloo_net::http::Response;
use halo_protocol::message::SESSION_HEADER;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use crate::core::input::Stream;
use crate::error::Failure;
use crate::web::transport::{Abort, Api, header, json_options, send};

/// A stream may be silent for this long, in seconds; the server sends a comment every 15 s.
const SILENCE_SECONDS: u32 = 60;

/// Where what comes of a stream goes.
pub type Sink = Box<dyn Fn(Stream)>;

/// `POST /chat/stream`: what comes of it goes to `sink`, last of all [`Stream::Closed`] or [`Stream::Broke`].
/// Dropping the result aborts the request, and nothing more comes.
pub fn stream(api: &Api, body: &str, last_event_id: Option<u64>, sink: Sink) -> Rc<Abort> {
    let abort = Abort::new();
    let options = json_options(api, body);
    header(&options, "Accept", "text/event-stream");
    if let Some(id) = last_event_id {
        header(&options, "Last-Event-ID", &id.to_string());
    }
    let url = [&api.base, "/chat/stream"].concat();
    let weak = Rc::downgrade(&abort);
    let signal = Rc::clone(&abort);
    let api = api.clone();
    abort.expect_within(SILENCE_SECONDS);
    wasm_bindgen_futures::spawn_local(async move {
        let response = send(&url, &options, &signal, Some(&api)).await;
        // Only the caller's handle keeps the request alive from here on.
        drop(signal);
        let emit = |stream| {
            if weak.strong_count() > 0 {
                sink(stream)
            }
        };
        let ended = match response {
            Ok(response) => match read_body(&response, &weak, &emit).await {
                Ok(()) => Stream::Closed,
                Err(failure) => Stream::Broke(failure),
            },
            Err(failure) => Stream::Broke(failure),
        };
        let timed_out = weak.upgrade().is_some_and(|abort| abort.timed_out());
        emit(if timed_out { Stream::Broke(Failure::Timeout(SILENCE_SECONDS)) } else { ended });
    });
    abort
}

async fn read_body(response: &Response, abort: &Weak<Abort>, emit: &impl Fn(Stream)) -> Result<(), Failure> {
    let headers = response.headers();
    let content_type = headers.get("Content-Type").unwrap_or_default();
    emit(Stream::Opened { content_type, session_id: headers.get(SESSION_HEADER) });
    let reader = response.body().and_then(|body| {
        let reader = body.get_reader();
        reader.dyn_into::<ReadableStreamDefaultReader>().ok()
    });
    let Some(reader) = reader else {
        // A page's wrapper took the stream away: the whole text at once is better than nothing.
        let text = response.text().await.map_err(|_| Failure::Network)?;
        emit(Stream::Bytes(text.into_bytes()));
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
            emit(Stream::Bytes(bytes.to_vec()));
        }
    }
}
