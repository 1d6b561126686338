//! Web Locks: of all pages of a site one at a time has a lock. Where the browser knows none, everybody has it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::web::dynamic::{call, get};

/// A lock that is waited for or held, until it is dropped.
pub struct Lock(Rc<RefCell<State>>);

#[derive(Default)]
enum State {
    /// Another page has it.
    #[default]
    Waiting,
    /// This page has it until this is called.
    Held(Function),
    /// Nobody wants it any more.
    GivenUp,
}

impl Lock {
    /// Asks for the lock of that name; `granted` is called once, in a later task, when it is this page's.
    #[must_use]
    pub fn hold(name: &str, granted: impl FnOnce() + 'static) -> Self {
        let state = Rc::new(RefCell::new(State::Waiting));
        let (asked, mut granted) = (Rc::clone(&state), Some(granted));
        // Given the lock, the browser keeps it until the promise is settled.
        let take = Closure::once_into_js(move || -> JsValue {
            if matches!(*asked.borrow(), State::GivenUp) {
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |resolve, _| *asked.borrow_mut() = State::Held(resolve));
            if let Some(granted) = granted.take() {
                granted();
            }
            held.into()
        });
        spawn_local(ask(name.to_owned(), take));
        Self(state)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let State::Held(release) = self.0.replace(State::GivenUp) {
            _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// What becomes of it is told to nobody: a refusal must not reach the page as an unhandled one.
async fn ask(name: String, take: JsValue) {
    let locks = get(&js_sys::global(), "navigator").and_then(|navigator| get(&navigator, "locks"));
    let promise = locks.and_then(|locks| call(&locks, "request", &[&JsValue::from_str(&name), &take]));
    match promise {
        Some(promise) => _ = JsFuture::from(Promise::resolve(&promise)).await,
        // None here, or a context that is not secure.
        None => _ = take.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED),
    }
}
