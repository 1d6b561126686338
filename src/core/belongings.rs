//! Everything the widget keeps of a person: the one list. Log-out, another user and "Delete the conversation" walk it:
//! `core::update` forgets each in the state, `app` on the screen and in the browser's storage, both without a catch-all.
//! What holds something and stands neither in a row nor among what is nobody's is refused by a test.

/// How much is forgotten; each takes in those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// What was said: the visitor begins a new conversation.
    Said,
    /// What was about to be said, too: the visitor deletes the conversation.
    Conversation,
    /// Everything of the person: another user takes their place.
    Person,
    /// Whatever waits for anybody: log-out.
    Everybody,
}

macro_rules! belongings {
    ($($(#[$doc:meta])* $name:ident: $extent:ident, held by $holders:literal;)*) => {
        /// One thing that belongs to a person.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Belonging { $($(#[$doc])* $name,)* }

        impl Belonging {
            /// All of them with the least extent that takes them in, in the order of forgetting.
            pub const ALL: &[(Self, Extent)] = &[$((Self::$name, Extent::$extent),)*];
        }

        /// The fields and keys of storage in which they lie.
        #[cfg(test)]
        const HOLDERS: &[&str] = &[$($holders,)*];
    };
}

belongings! {
    /// Events that cannot go without the user, and what they did of late. First, before the next owner is named.
    Events: Person, held by "Recording::queue Recording::inbox Recording::behaviour Recording::tracker key:events";
    /// The turns with their answers, here, on the screen, said aloud, and in storage.
    Turns: Said, held by "Conversation::transcript State::unread State::first_unseen View::turns View::is_cut \
        View::is_answering View::polite View::assertive View::reading Inner::undrawn Inner::stream key:talk";
    /// The same as other agents of the site have stored it.
    OtherTalks: Person, held by "key:talk";
    /// Calls beside the chat, and the stream that is being read.
    Calls: Said, held by "Talk::calls Talk::decoder State::talk Inner::promises";
    /// Another user's conversation that waits for them; goes too where the visitor takes away what lay in its place.
    ForeignTalk: Everybody, held by "Talk::foreign_record";
    /// What is known of a conversation with the team, and the line on which it is heard.
    Live: Said, held by "Conversation::live View::live View::teammate Inner::line State::live Live::line Live::newest \
        Live::read Live::own Live::typed_at_ms Live::is_asking Live::is_leaving Answering::portrait";
    /// The session and its secret; a conversation that is deleted goes on in it, one that is begun does not.
    Session: Person, held by "Conversation::session_id Conversation::session_token";
    /// What stands in the composer: words and images.
    Draft: Conversation, held by "View::draft View::images View::problem key:draft key:draft-of";
    /// The form that asks for a person.
    Ticket: Conversation, held by "Conversation::ticket View::ticket";
    /// What the agent pointed at, asked, said and did on the page.
    Guided: Said, held by "Guiding::highlights Guiding::asked Guiding::asks Guiding::acted Guiding::sentences \
        Inner::guide key:acted";
    /// Which of the organisation's notices were shown, and taken away.
    Notices: Person, held by "Guiding::notices Guiding::shown Guiding::has_read key:greeted key:dismissed";
    /// Who they are, and what the page said of them.
    Identity: Person, held by "Conversation::identity Conversation::verification Conversation::behaviour \
        State::told_owner";
}

#[cfg(test)]
mod tests;
