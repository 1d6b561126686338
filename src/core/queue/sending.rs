//! Requests: making one, and drawing the consequence of its outcome.

use std::rc::Rc;

use halo_protocol::limits::BATCH_EVENTS;

use super::backlog::Capacity;
use super::drops::DropReason;
use super::entry::{Entry, Owner};
use super::flight::Flight;
use super::input::{QueueEffect, QueueWarning};
use super::machine::Queue;
use super::policy::{BATCH_BYTES, KEEPALIVE_BYTES, REJECTIONS, TIMEOUT_MS, WAITED_MS};
use super::verdict::{self, BatchOutcome, LastError, Verdict};
use crate::core::identity::token::expires_ms;
use crate::core::moment::Moment;

impl Queue {
    /// Sends the next batch, if there is one; `is_leaving`: only what can outlive the page.
    pub(super) fn send_batch(&mut self, is_leaving: bool, now: Moment) -> Option<QueueEffect> {
        let in_flight: usize = self.flights.iter().map(|flight| flight.keepalive_bytes).sum();
        let keepalive_room = KEEPALIVE_BYTES.saturating_sub(in_flight);
        let bytes = if is_leaving { BATCH_BYTES.min(keepalive_room) } else { BATCH_BYTES };
        // Most batches are the current user's.
        let proof = self.proof();
        let bytes = bytes.saturating_sub(proof.len());
        let (ids, is_part) = self.next_ids(bytes, now);
        let owner = Rc::clone(&self.backlog.iter().find(|entry| ids.contains(&entry.id))?.owner);
        let mut body = owner.body_head();
        if owner.user_id.is_some() && owner.user_id == self.owner.user_id {
            body.insert_str("{".len(), &proof);
        }
        let mut retries = 0;
        for (index, entry) in self.backlog.iter().filter(|entry| ids.contains(&entry.id)).enumerate() {
            if index > 0 {
                body.push(',');
            }
            body.push_str(&entry.wire_json(&self.clock, now));
            retries = retries.max(entry.tries);
        }
        body.push_str(Owner::BODY_TAIL);
        self.requests = self.requests.wrapping_add(1);
        let request = self.requests;
        self.backlog.each_of(&ids, |entry| entry.request = Some(request));
        self.storage.touch();
        let keepalive = body.len() <= keepalive_room;
        self.flights.push(Flight {
            request,
            ids,
            owner,
            token: self.token.clone(),
            deadline_ms: now.mono_ms.saturating_add(TIMEOUT_MS),
            keepalive_bytes: if keepalive { body.len() } else { 0 },
            is_part,
        });
        Some(QueueEffect::Send { request, body, keepalive, retries })
    }

    /// The field of a body that proves the current user.
    fn proof(&self) -> String {
        self.token.as_ref().map_or_else(String::new, |token| {
            ["\"user_token\":", &serde_json::to_string(token).unwrap_or_default(), ","].concat()
        })
    }

    /// A token that is known to have ended is never sent: its user's events wait for another one. Known it is only by
    /// the server's clock.
    pub(super) fn doubt_expired(&mut self, now: Moment, out: &mut Vec<QueueEffect>) {
        let end_ms = self.token.as_deref().and_then(expires_ms);
        let is_over = end_ms.is_some_and(|end_ms| self.clock.is_past(end_ms, now));
        if is_over && !self.paused.contains(&self.owner.user_id) {
            self.pause(self.owner.user_id.clone());
            out.push(QueueEffect::NeedIdentity);
        }
    }

    fn next_ids(&mut self, bytes: usize, now: Moment) -> (Vec<String>, bool) {
        let capacity = Capacity { events: self.batch_events, bytes };
        while let Some(part) = self.parts.pop_front() {
            let ids = self.backlog.choose_of(&part, &self.paused, capacity, now);
            if !ids.is_empty() {
                let rest: Vec<String> = part.into_iter().filter(|id| !ids.contains(id)).collect();
                if !rest.is_empty() {
                    self.parts.push_front(rest);
                }
                return (ids, true);
            }
        }
        (self.backlog.choose(&self.paused, capacity, now), false)
    }

    /// Gives up the requests that no answer came to in time.
    pub(super) fn end_late_flights(&mut self, now: Moment, out: &mut Vec<QueueEffect>) {
        while let Some(place) = self.flights.iter().position(|flight| flight.deadline_ms <= now.mono_ms) {
            let flight = self.land(place);
            self.flush_now(now);
            self.last_error = Some(LastError::Timeout);
            out.push(QueueEffect::Abort { request: flight.request });
            self.try_later(flight, now);
        }
    }

    pub(super) fn end_flight(
        &mut self,
        request: u32,
        outcome: &BatchOutcome,
        now: Moment,
        out: &mut Vec<QueueEffect>,
    ) {
        let Some(place) = self.flights.iter().position(|flight| flight.request == request) else { return };
        let flight = self.land(place);
        let (verdict, error) = verdict::of(outcome, self.clock.server_now_ms(now));
        if !matches!(verdict, Verdict::Delivered { .. }) {
            self.flush_now(now);
        }
        self.last_error = error.or(self.last_error);
        match verdict {
            Verdict::Delivered { rejected } => self.deliver(&flight, &rejected),
            Verdict::Later { retry_after_ms: None } => {
                self.gate.on_answered();
                self.try_later(flight, now);
            }
            Verdict::Later { retry_after_ms: Some(wait_ms) } => {
                self.gate.on_retry_after(wait_ms, now);
                self.put_back(flight);
            }
            Verdict::Blocked => {
                self.gate.on_blocked(now);
                self.put_back(flight);
            }
            Verdict::KeyRefused => {
                self.gate.on_key_refused();
                out.push(QueueEffect::Warn(QueueWarning::KeyRefused));
            }
            Verdict::SessionRefused if flight.owner.session_id.is_some() => self.leave_session(flight, now),
            Verdict::SessionRefused | Verdict::IdentityRefused => self.await_identity(&flight, now, out),
            Verdict::BatchTooLarge => self.halve(flight, DropReason::TooLargeForServer),
            Verdict::BatchInvalid => self.find_poisoned(flight),
            Verdict::Drop(reason) => {
                self.gate.on_delivered();
                self.drop_ids(&flight.ids, reason);
            }
        }
    }

    /// Takes a flight down; its events may go again.
    fn land(&mut self, place: usize) -> Flight {
        let flight = self.flights.remove(place);
        self.backlog.each_of(&flight.ids, |entry| entry.request = None);
        self.storage.touch();
        flight
    }

    fn deliver(&mut self, flight: &Flight, rejected: &[usize]) {
        self.gate.on_delivered();
        self.has_asked &= flight.owner.user_id.is_none();
        self.rejections = 0;
        if flight.ids.len() >= self.batch_events {
            self.batch_events = self.batch_events.saturating_mul(2).min(BATCH_EVENTS);
        }
        for entry in self.backlog.take_ids(&flight.ids) {
            let place = flight.ids.iter().position(|id| *id == entry.id);
            if place.is_some_and(|place| rejected.contains(&place)) {
                self.drop_entry(entry, DropReason::Rejected);
            } else {
                self.delivered += 1;
            }
        }
    }

    fn try_later(&mut self, flight: Flight, now: Moment) {
        let wait_ms = self.gate.on_failed(now);
        self.backlog.each_of(&flight.ids, |entry| {
            entry.tries = entry.tries.saturating_add(1);
            entry.waited_ms = entry.waited_ms.saturating_add(wait_ms);
        });
        for entry in
            self.backlog.take_if(|entry| entry.waited_ms > WAITED_MS && flight.ids.contains(&entry.id))
        {
            self.drop_entry(entry, DropReason::GaveUp);
        }
        self.put_back(flight);
    }

    fn put_back(&mut self, flight: Flight) {
        if flight.is_part {
            self.parts.push_front(flight.ids);
        }
    }

    /// An anonymous visitor's session becomes a user's as that one is introduced; events from before, which arrive after it,
    /// go on without the session.
    fn leave_session(&mut self, flight: Flight, now: Moment) {
        self.gate.on_delivered();
        let owner = Rc::new(Owner { user_id: flight.owner.user_id.clone(), session_id: None });
        self.backlog.each_of(&flight.ids, |entry| entry.owner = Rc::clone(&owner));
        self.put_back(flight);
        self.flush_now(now);
    }

    fn await_identity(&mut self, flight: &Flight, now: Moment, out: &mut Vec<QueueEffect>) {
        self.gate.on_delivered();
        let user_id = &flight.owner.user_id;
        if user_id.is_some() && self.logged_out.contains(user_id) {
            let is_stuck = |entry: &Entry| entry.owner.user_id == *user_id && entry.request.is_none();
            for entry in self.backlog.take_if(is_stuck) {
                self.drop_entry(entry, DropReason::LoggedOut);
            }
            return;
        }
        let is_ours = user_id.is_none() || *user_id == self.owner.user_id;
        if is_ours && self.token.is_some() && flight.token != self.token {
            // That token has been renewed meanwhile.
            self.flush_now(now);
            return;
        }
        self.pause(user_id.clone());
        if is_ours && !std::mem::replace(&mut self.has_asked, true) {
            out.push(QueueEffect::NeedIdentity);
        }
    }

    fn find_poisoned(&mut self, flight: Flight) {
        self.rejections = self.rejections.saturating_add(1);
        if self.rejections > REJECTIONS {
            self.gate.on_delivered();
            self.drop_ids(&flight.ids, DropReason::Rejected);
        } else {
            let batch_events = self.batch_events;
            self.halve(flight, DropReason::Rejected);
            // One bad event says nothing about how many good ones the server takes at once.
            self.batch_events = batch_events;
        }
    }

    fn halve(&mut self, mut flight: Flight, reason_alone: DropReason) {
        self.gate.on_delivered();
        let half = flight.ids.len() / 2;
        if half == 0 {
            self.drop_ids(&flight.ids, reason_alone);
            return;
        }
        self.batch_events = self.batch_events.min(half.max(1));
        let second = flight.ids.split_off(flight.ids.len() - half);
        self.parts.push_front(second);
        self.parts.push_front(flight.ids);
    }

    fn drop_ids(&mut self, ids: &[String], reason: DropReason) {
        for entry in self.backlog.take_ids(ids) {
            self.drop_entry(entry, reason);
        }
    }
}
