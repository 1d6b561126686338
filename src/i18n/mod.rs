//! Every sentence a visitor reads, by its key. A locale is a JSON file of key and text in `locales/`; English is inside
//! the module, every other one is fetched when it is chosen, and what it lacks is English too.

pub mod negotiate;
mod text;

pub use text::{Intl, Text};

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident = $name:literal,)*) => {
        /// Names one text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum TextKey { $($(#[$doc])* $key,)* }

        impl TextKey {
            /// All keys, in the order of the enum.
            pub const ALL: &[Self] = &[$(Self::$key,)*];

            /// The key's name in a locale file.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$key => $name,)* }
            }
        }
    };
}

keys! {
    /// Launcher, while the panel is closed.
    OpenChat = "open_chat",
    /// Name of the panel while the agent's is not known.
    Chat = "chat",
    /// Header button.
    CloseChat = "close_chat",
    /// Name of the transcript.
    Conversation = "conversation",
    /// Name of the composer.
    Message = "message",
    /// Placeholder of the composer.
    Placeholder = "placeholder",
    /// Composer button.
    Send = "send",
    /// Composer button while an answer comes.
    Stop = "stop",
    /// Button of everything that can be tried again.
    Retry = "retry",
    /// Who asked, before a question read aloud.
    You = "you",
    /// While the agent's configuration loads.
    Connecting = "connecting",
    /// After the connection broke.
    Reconnecting = "reconnecting",
    /// While the answer comes.
    Generating = "generating",
    /// Below an answer the visitor stopped.
    Stopped = "stopped",
    /// Below an answer that broke off.
    Interrupted = "interrupted",
    /// Before the reason a question did not get through.
    NotSent = "not_sent",
    /// The agent cannot be reached at all.
    Unavailable = "unavailable",
    /// Reason: no response.
    ReasonNetwork = "reason_network",
    /// Reason: no byte for too long.
    ReasonTimeout = "reason_timeout",
    /// Reason: too many requests.
    ReasonBusy = "reason_busy",
    /// Reason: key, organisation or agent is wrong.
    ReasonSetup = "reason_setup",
    /// Reason: the visitor's identity could not be confirmed.
    ReasonIdentity = "reason_identity",
    /// Reason: anything on the server's side.
    ReasonServer = "reason_server",
    /// Reason: the conversation is longer than the agent can take.
    ReasonTooLong = "reason_too_long",
    /// Reason: the answer has no words.
    ReasonEmpty = "reason_empty",
    /// Reason: the agent may not answer this.
    ReasonFiltered = "reason_filtered",
    /// Below an answer that reached the greatest length.
    CutLength = "cut_length",
    /// Below an answer that a filter stopped.
    CutFilter = "cut_filter",
    /// Counter near the limit; plural.
    CharactersLeft = "characters_left",
    /// Over the limit; plural.
    CharactersOver = "characters_over",
    /// Heading of the suggested questions.
    Suggestions = "suggestions",
    /// Header button, and heading of the form behind it.
    TalkToPerson = "talk_to_person",
    /// Field of the form.
    TicketName = "ticket_name",
    /// Field of the form.
    TicketEmail = "ticket_email",
    /// Field of the form.
    TicketSubject = "ticket_subject",
    /// Field of the form.
    TicketMessage = "ticket_message",
    /// Button of the form.
    TicketSend = "ticket_send",
    /// Button of the form: back to the conversation.
    TicketBack = "ticket_back",
    /// While the form is on its way.
    TicketSending = "ticket_sending",
    /// Before the ticket's number.
    TicketSent = "ticket_sent",
    /// What is missing: where to answer.
    NeedEmail = "need_email",
    /// What is missing: a subject.
    NeedSubject = "need_subject",
    /// Button: the message as text.
    Copy = "copy",
    /// After copying.
    Copied = "copied",
    /// Button of a code block.
    CopyCode = "copy_code",
    /// Button: the answer helped.
    Helpful = "helpful",
    /// Button: the answer did not help.
    NotHelpful = "not_helpful",
    /// After either.
    FeedbackThanks = "feedback_thanks",
    /// Button: another answer to the same question.
    Regenerate = "regenerate",
    /// Button: write the last question anew.
    Edit = "edit",
    /// Button: send what was edited.
    EditSend = "edit_send",
    /// Button: leave things as they are.
    Cancel = "cancel",
    /// Button of the composer.
    AttachImage = "attach_image",
    /// Button of a preview.
    RemoveImage = "remove_image",
    /// Description of a visitor's image.
    SentImage = "sent_image",
    /// Why an image was not taken.
    ImageNotReadable = "image_not_readable",
    /// Why an image was not taken; `{count}` is the limit.
    ImageTooMany = "image_too_many",
    /// Button to the end of the transcript; plural.
    NewMessages = "new_messages",
    /// What answers, below its name: a program, and no person.
    Assistant = "assistant",
    /// Launcher with unread messages; plural.
    Unread = "unread",
    /// Above a transcript that was cut at its start.
    OlderHidden = "older_hidden",
    /// Header button.
    Menu = "menu",
    /// Menu item.
    NewConversation = "new_conversation",
    /// Menu item.
    Clear = "clear",
    /// Before deleting.
    ClearConfirm = "clear_confirm",
    /// Button: yes, delete.
    Delete = "delete",
    /// Menu item.
    Download = "download",
    /// Below the name of a person who answers.
    FromTeam = "from_team",
    /// While a person is waited for.
    PersonComing = "person_coming",
    /// The place among those who wait; `{name}` is the number.
    PlaceInQueue = "place_in_queue",
    /// Button: no person any more.
    BackToAssistant = "back_to_assistant",
    /// `{name}` is a person.
    PersonTyping = "person_typing",
    /// `{name}` is a person, who gave the conversation back.
    PersonLeft = "person_left",
    /// `{name}` is a person, who ended the conversation.
    PersonClosed = "person_closed",
    /// Asked once a person has ended the conversation.
    DidThatHelp = "did_that_help",
    /// Nobody of the team took the conversation.
    NobodyCame = "nobody_came",
    /// Below what the visitor wrote, once the person has read it.
    MessageRead = "message_read",
    /// Card in the thread, before the ticket's number.
    TicketCard = "ticket_card",
    /// Card in the thread; `{name}` is a person.
    HandoffCard = "handoff_card",
    /// Before leaving for another origin; the address follows.
    NavigateAsk = "navigate_ask",
    /// Button: yes, open it.
    NavigateGo = "navigate_go",
    /// Notice after an address of another scheme.
    NavigateRefused = "navigate_refused",
    /// Beside a highlighted element, where the agent says nothing of its own.
    HighlightNote = "highlight_note",
    /// Button: take a hint, teaser or banner away.
    Dismiss = "dismiss",
    /// Footer; `{name}` is who serves the chat.
    PoweredBy = "powered_by",
}

#[cfg(test)]
mod tests;
