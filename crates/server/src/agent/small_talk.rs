//! Messages that ask for nothing: greetings, thanks, farewells, and "are you a person?". They are answered shortly and
//! honestly; everything else is a question.

/// A longer message is a question, however it begins.
const MOST_WORDS: usize = 7;

struct Talk {
    /// Words that the message may be made of.
    words: &'static [&'static str],
    /// One of these must be there.
    marks: &'static [&'static str],
    reply: &'static str,
}

const TALKS: [Talk; 5] = [
    Talk {
        words: &[
            "are", "you", "a", "an", "the", "i", "is", "this", "am", "talking", "to", "who", "what",
            "really", "or", "there", "chatting", "with", "it", "hi", "hello",
        ],
        marks: &["bot", "robot", "human", "person", "ai", "real", "machine", "who are you", "what are you"],
        reply: "I am a program. I answer by quoting this site's documentation, word for word, and I say so when it \
                holds no answer. To reach a person, choose “Talk to a person”.",
    },
    Talk {
        words: &[
            "thanks",
            "thank",
            "you",
            "thx",
            "ty",
            "so",
            "very",
            "much",
            "a",
            "lot",
            "great",
            "perfect",
            "cheers",
            "that",
            "helped",
            "helps",
            "was",
            "it",
            "this",
            "for",
            "the",
            "your",
            "help",
            "ok",
            "okay",
            "nice",
            "cool",
            "awesome",
            "good",
            "wonderful",
            "many",
            "really",
        ],
        marks: &[
            "thanks", "thank", "thx", "ty", "great", "perfect", "cheers", "helped", "nice", "cool",
            "awesome", "ok", "okay",
        ],
        reply: "You are welcome. Ask me anything else.",
    },
    Talk {
        words: &[
            "bye", "goodbye", "see", "you", "later", "cu", "ciao", "have", "a", "nice", "good", "day",
            "evening", "night", "thanks", "ok", "that", "is", "all", "that's", "thats", "take", "care",
        ],
        marks: &["bye", "goodbye", "later", "ciao", "all", "care", "night", "day", "evening"],
        reply: "Goodbye. The conversation stays here if you come back.",
    },
    Talk {
        words: &[
            "what", "can", "you", "do", "help", "me", "i", "need", "how", "with", "could", "please", "some",
            "hi", "hello", "for", "would", "like", "want", "does", "this", "work", "a", "question", "have",
        ],
        marks: &["help", "do", "question", "work"],
        reply: "Ask me a question in your own words: I look for the passages of this site's documentation that answer \
                it, and quote them with a link. If there is none, choose “Talk to a person”.",
    },
    Talk {
        words: &[
            "hello",
            "hi",
            "hey",
            "heya",
            "hiya",
            "good",
            "morning",
            "afternoon",
            "evening",
            "day",
            "there",
            "howdy",
            "greetings",
            "yo",
            "how",
            "are",
            "you",
            "doing",
            "is",
            "anyone",
            "anybody",
            "what's",
            "whats",
            "up",
            "test",
            "testing",
            "it",
            "going",
            "today",
        ],
        marks: &[
            "hello",
            "hi",
            "hey",
            "heya",
            "hiya",
            "morning",
            "afternoon",
            "evening",
            "howdy",
            "greetings",
            "yo",
            "there",
            "test",
            "testing",
            "up",
            "day",
            "doing",
            "going",
            "how are you",
        ],
        reply: "Hello! Ask me a question: I answer by quoting this site's documentation.",
    },
];

/// The reply to a message that asks for nothing.
#[must_use]
pub(super) fn reply(message: &str) -> Option<&'static str> {
    let lowered = message.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lowered
        .split(|it: char| !(it.is_alphanumeric() || it == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let phrase = words.join(" ");
    let is_meant = |talk: &&Talk| {
        let marked =
            |mark: &&str| if mark.contains(' ') { phrase.contains(*mark) } else { words.contains(mark) };
        words.iter().all(|word| talk.words.contains(word) || talk.marks.contains(word))
            && talk.marks.iter().any(marked)
    };
    TALKS.iter().find(is_meant).map(|talk| talk.reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_thanks_and_the_question_who_is_there_get_a_short_reply() {
        for message in [
            "hello",
            "Hi there!",
            "thank you so much",
            "Thanks, that helped",
            "bye",
            "help",
            "good morning",
            "ok",
        ] {
            assert!(reply(message).is_some(), "{message}");
        }
        assert!(reply("Are you a bot?").unwrap().contains("program"));
        assert!(reply("Am I talking to a real person?").unwrap().contains("program"));
    }

    #[test]
    fn a_question_is_never_small_talk() {
        for message in [
            "Hello, how do I install it?",
            "help me rotate the secret",
            "Do you ship to Norway?",
            "who is the owner",
            "",
            "?!",
            "what is this site",
            "how do I test it",
            "what is the return period",
        ] {
            assert_eq!(reply(message), None, "{message}");
        }
    }
}
