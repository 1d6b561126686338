//! Calls to the API beside the chat: identify, company, ticket, series. They go one at a time in the order they were
//! made, wait while the identity is being renewed, and are tried again when the failure may pass: none is lost, and
//! each is settled once.

use std::collections::VecDeque;

use halo_protocol::Object;
use halo_protocol::limits::Invalid;
use serde_json::Value;

use crate::error::Failure;

/// Names who waits for an answer: a promise that the page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromiseId(pub u32);

/// Where a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The server is told who the user is.
    IdentifyUser,
    /// The server is told of the user's company.
    IdentifyCompany,
    /// A ticket is created.
    CreateTicket,
    /// A user is enrolled in a series, or taken out of it.
    Series,
}

impl Endpoint {
    /// The path below the API's base.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::IdentifyUser => "/users/identify",
            Self::IdentifyCompany => "/companies/identify",
            Self::CreateTicket => "/tickets/create",
            Self::Series => "/series",
        }
    }
}

/// One call. User and token are filled in when it is sent, and the session that becomes the user's: the token may have been
/// renewed meanwhile, a stored conversation taken up.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Where it goes.
    pub endpoint: Endpoint,
    /// The body without `user_token`.
    pub body: Object,
}

impl Call {
    /// Says whether the server can take the call at all, so that a page's slip costs no request.
    ///
    /// # Errors
    /// The first field that is missing or not allowed.
    pub fn check(&self, has_user: bool) -> Result<(), Invalid> {
        let given = |field: &str| match self.body.get(field) {
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Number(_)) => true,
            _ => false,
        };
        let need =
            |field: &'static str, met: bool| if met { Ok(()) } else { Err(Invalid::Missing { field }) };
        match self.endpoint {
            Endpoint::IdentifyUser => Ok(()),
            Endpoint::IdentifyCompany => need("company_id", given("company_id")),
            Endpoint::CreateTicket => {
                need("subject", given("subject"))?;
                need("user_id or email", has_user || given("email"))
            }
            Endpoint::Series => {
                let action = self.body.get("action").and_then(Value::as_str);
                if !matches!(action, Some("enroll" | "remove")) {
                    return Err(Invalid::NotAllowed { field: "action", allowed: "\"enroll\" or \"remove\"" });
                }
                need("series_id", given("series_id"))?;
                need("user_id", has_user)
            }
        }
    }
}

/// The field that names the session.
const SESSION: &str = "session_id";
/// Tries of one call before it is given up.
const TRIES: u32 = 5;

/// A call on its way.
#[derive(Clone, Debug)]
struct Waiting {
    call: Call,
    promise: Option<PromiseId>,
    tries: u32,
    /// The server doubted the identity once already; a second doubt about a renewed token is final.
    was_doubted: bool,
}

/// What becomes of a call after an answer.
#[derive(Debug, PartialEq)]
pub enum CallOutcome {
    /// It is done: where it went, and who is to be told.
    Settled(Endpoint, Option<PromiseId>, Result<Value, Failure>),
    /// It goes again after this many failed tries.
    Again(u32),
    /// It goes again once the identity is renewed.
    Doubted,
}

/// The calls that are not settled, the oldest first.
#[derive(Debug, Default)]
pub struct PendingCalls {
    waiting: VecDeque<Waiting>,
    /// The first of them is with the server, or waits for its next try.
    is_busy: bool,
}

impl PendingCalls {
    /// Adds a call at the end; an introduction before everything that has not set out, because the server refuses what
    /// speaks for a user it has not heard of.
    pub fn add(&mut self, call: Call, promise: Option<PromiseId>) {
        let mut at = self.waiting.len();
        if call.endpoint == Endpoint::IdentifyUser {
            let may_go_before = |other: &Waiting| other.call.endpoint != Endpoint::IdentifyUser;
            let first = self.waiting.iter().skip(usize::from(self.is_busy)).position(may_go_before);
            at = first.map_or(at, |first| first + usize::from(self.is_busy));
        }
        self.waiting.insert(at, Waiting { call, promise, tries: 0, was_doubted: false });
    }

    /// The call to send now, if the line is free. It is busy until [`Self::answer`].
    pub fn start(&mut self) -> Option<&Call> {
        if std::mem::replace(&mut self.is_busy, !self.waiting.is_empty()) {
            return None;
        }
        self.waiting.front().map(|waiting| &waiting.call)
    }

    /// The wait before another try is over.
    pub fn release(&mut self) {
        self.is_busy = false;
    }

    /// Takes the answer to the call that was sent. `None`: nothing was sent.
    pub fn answer(&mut self, result: Result<Value, Failure>) -> Option<CallOutcome> {
        let waiting = self.waiting.front_mut()?;
        if let Err(failure) = &result {
            if failure.status() == Some(403) && !std::mem::replace(&mut waiting.was_doubted, true) {
                self.is_busy = false;
                return Some(CallOutcome::Doubted);
            }
            waiting.tries += 1;
            if failure.retryable() && waiting.tries < TRIES {
                return Some(CallOutcome::Again(waiting.tries));
            }
        }
        self.is_busy = false;
        self.waiting
            .pop_front()
            .map(|waiting| CallOutcome::Settled(waiting.call.endpoint, waiting.promise, result))
    }

    /// The session that the call with the server names by itself.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.waiting.front()?.call.body.get(SESSION)?.as_str()
    }

    /// What was made in a session that the server refuses goes in this one.
    pub fn move_to(&mut self, session_id: &str) {
        for place in self.waiting.iter_mut().filter_map(|waiting| waiting.call.body.get_mut(SESSION)) {
            *place = session_id.into();
        }
    }

    /// How many calls are not settled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether every call is settled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Drops every call; the page that made them has logged the user out.
    pub fn clear(&mut self) -> Vec<PromiseId> {
        self.is_busy = false;
        std::mem::take(&mut self.waiting).into_iter().filter_map(|waiting| waiting.promise).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    use Endpoint::{CreateTicket, IdentifyCompany, IdentifyUser, Series};

    const DENIED: Failure = Failure::Status { status: 403, message: String::new(), retry_after_ms: None };

    fn call(endpoint: Endpoint) -> Call {
        Call { endpoint, body: Object::new() }
    }

    #[test]
    fn calls_go_one_at_a_time_in_order() {
        let mut calls = PendingCalls::default();
        calls.add(call(IdentifyCompany), Some(PromiseId(7)));
        calls.add(call(CreateTicket), None);
        assert_eq!(calls.start().unwrap().endpoint, IdentifyCompany);
        assert!(calls.start().is_none());
        let settled = CallOutcome::Settled(IdentifyCompany, Some(PromiseId(7)), Ok(json!(1)));
        assert_eq!(calls.answer(Ok(json!(1))), Some(settled));
        assert_eq!(calls.start().unwrap().endpoint, CreateTicket);
        assert_eq!(calls.answer(Ok(json!(2))), Some(CallOutcome::Settled(CreateTicket, None, Ok(json!(2)))));
        assert!(calls.start().is_none() && calls.is_empty());
    }

    #[test]
    fn an_introduction_goes_before_what_waits_and_after_what_has_set_out() {
        let mut calls = PendingCalls::default();
        calls.add(call(IdentifyCompany), None);
        assert_eq!(calls.start().unwrap().endpoint, IdentifyCompany);
        for endpoint in [CreateTicket, IdentifyUser, Series, IdentifyUser] {
            calls.add(call(endpoint), None);
        }
        let mut order = Vec::new();
        while calls.answer(Ok(json!(1))).is_some() {
            order.extend(calls.start().map(|call| call.endpoint));
        }
        assert_eq!(order, [IdentifyUser, IdentifyUser, CreateTicket, Series]);
    }

    #[test]
    fn a_passing_failure_is_tried_again_five_times_in_all() {
        let mut calls = PendingCalls::default();
        calls.add(call(IdentifyCompany), None);
        for tries in 1..TRIES {
            assert!(calls.start().is_some());
            assert_eq!(calls.answer(Err(Failure::Network)), Some(CallOutcome::Again(tries)));
            assert!(calls.start().is_none(), "it waits");
            calls.release();
        }
        assert!(calls.start().is_some());
        let settled = CallOutcome::Settled(IdentifyCompany, None, Err(Failure::Network));
        assert_eq!(calls.answer(Err(Failure::Network)), Some(settled));
    }

    #[test]
    fn a_call_that_the_server_would_refuse_is_not_made() {
        let body = |json: Value| json.as_object().cloned().unwrap();
        let check = |endpoint, json, has_user| {
            Call { endpoint, body: body(json) }.check(has_user).map_err(|it| it.to_string())
        };
        assert_eq!(
            check(IdentifyCompany, json!({"company_id": " "}), true).unwrap_err(),
            "company_id is required"
        );
        assert_eq!(check(IdentifyCompany, json!({"company_id": 7}), true), Ok(()));
        assert_eq!(
            check(CreateTicket, json!({"subject": "s"}), false).unwrap_err(),
            "user_id or email is required"
        );
        assert_eq!(check(CreateTicket, json!({"subject": "s", "email": "a@b.c"}), false), Ok(()));
        assert!(
            check(Series, json!({"action": "x", "series_id": "s"}), true).unwrap_err().contains("enroll")
        );
        assert_eq!(check(Series, json!({"action": "enroll", "series_id": "s"}), true), Ok(()));
    }

    #[test]
    fn a_doubted_identity_is_renewed_once() {
        let mut calls = PendingCalls::default();
        calls.add(call(IdentifyCompany), None);
        calls.start();
        assert_eq!(calls.answer(Err(DENIED)), Some(CallOutcome::Doubted));
        assert!(calls.start().is_some());
        assert_eq!(calls.answer(Err(DENIED)), Some(CallOutcome::Settled(IdentifyCompany, None, Err(DENIED))));
    }
}
