//! Stands in for the crate wasm-streams, which leptos brings along for streaming server functions. The widget has no
//! server functions, but that crate's exports would keep all of it in the module: 3 KB (brotli) that nothing calls.
//! The signatures are those that server_fn compiles against; a stream made here carries nothing.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::{JsCast, JsValue};

/// A stream of the browser.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// In the real crate: a stream that is fed from Rust. Here: `undefined`.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(JsValue::UNDEFINED.unchecked_into())
    }

    /// Holds a stream of the browser.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// Gives it back.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// In the real crate: what arrives. Here: the end, at once.
    pub fn into_stream(self) -> EmptyStream {
        EmptyStream
    }
}

/// A stream without items.
#[derive(Debug)]
pub struct EmptyStream;

impl Stream for EmptyStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
