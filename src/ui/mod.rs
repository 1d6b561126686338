//! What a visitor sees, over Leptos' signals and renderer: functions that draw what [`view::View`] tells and send
//! [`crate::core::input::Input`]s. No decision is made
//! here and no browser interface is named: what a component cannot do with Leptos alone, `app` has `web` do.

pub mod announcer;
pub mod attachments;
pub mod bubble;
pub mod card;
pub mod composer;
pub mod element;
pub mod highlight;
pub mod icon;
pub mod keyboard;
pub mod later;
pub mod live;
pub mod menu;
pub mod notice;
pub mod panel;
pub mod pictures;
pub mod reading;
pub mod rich_text;
pub mod root;
pub mod talk;
pub mod teaser;
pub mod thread;
pub mod ticket_form;
pub mod toolbar;
pub mod transcript;
pub mod view;
