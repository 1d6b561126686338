//! What a question asks for, whatever its wording: the same subject makes two questions one. It is made of the question as
//! it may be kept, which names nobody.

use std::collections::BTreeSet;

use super::language::Language;
use super::question::telling_terms;
use super::{excerpt, synonyms};

/// A longer question is kept by its beginning.
const QUESTION_CHARS: usize = 160;
/// A longer word is a number, a key or an address.
const WORD_CHARS: usize = 30;
/// A word with as many is a number of somebody's; with fewer it may be 2FA or IPv6.
const MOST_DIGITS: usize = 4;
/// A question about more is about nothing in particular.
const MOST_WORDS: usize = 24;
/// Two subjects that share more of their words than this are one.
const SAME_SHARE: f64 = 0.6;
/// Stands for what might name a person.
const LEFT_OUT: &str = "…";

/// What a question asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The language that it was read in.
    pub language: Language,
    /// The question without what might name a person.
    pub question: String,
    words: BTreeSet<String>,
}

impl Subject {
    /// Reads a message; none where no word of it says what it is about.
    #[must_use]
    pub fn read(message: &str, language: Language) -> Option<Self> {
        let question = anonymous(message);
        let terms = telling_terms(&question, language);
        let mut words: BTreeSet<String> = terms.into_iter().map(|it| it.stem).take(MOST_WORDS).collect();
        if words.is_empty() {
            return None;
        }
        // On and off are small words, and all that tells two questions apart.
        let sides = synonyms::sides(&question, language).into_iter();
        words.extend(sides.map(|(pair, side)| format!("{}{pair}", if side { '+' } else { '-' })));
        Some(Self { language, question, words })
    }

    /// Its words, in a lasting order.
    #[must_use]
    pub fn key(&self) -> String {
        self.words.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// How much of its words it shares with the subject of that key, 0 to 1; nothing where they are opposites.
    #[must_use]
    pub fn share(&self, key: &str) -> f64 {
        let other: BTreeSet<&str> = key.split(' ').collect();
        let own: BTreeSet<&str> = self.words.iter().map(String::as_str).collect();
        if !own.iter().filter(|it| is_side(it)).eq(other.iter().filter(|it| is_side(it))) {
            return 0.0;
        }
        own.intersection(&other).count() as f64 / own.union(&other).count().max(1) as f64
    }

    /// Whether it is the subject of that key, worded otherwise perhaps.
    #[must_use]
    pub fn is_same(&self, key: &str) -> bool {
        self.share(key) > SAME_SHARE
    }
}

fn is_side(word: &str) -> bool {
    word.starts_with(['+', '-'])
}

/// The question of a message without addresses, numbers, keys and names of accounts, not too long. A name that is written
/// like any other word stays: nothing tells it from one.
fn anonymous(message: &str) -> String {
    let mut clean: Vec<&str> = Vec::new();
    for word in message.split_whitespace() {
        // A mark at its end belongs to the sentence, which is found by it.
        let word = if may_be_kept(word) { word } else { left_out(word) };
        // What is left out twice in a row is left out once.
        if word != LEFT_OUT || clean.last() != Some(&LEFT_OUT) {
            clean.push(word);
        }
    }
    let clean = clean.join(" ");
    let mut chars = 0;
    let short = asking(&clean).split(' ').take_while(|word| {
        chars += word.chars().count() + 1;
        chars <= QUESTION_CHARS
    });
    short.collect::<Vec<_>>().join(" ")
}

fn may_be_kept(word: &str) -> bool {
    let digits = word.chars().filter(|it| it.is_numeric()).count();
    let is_number = digits > 0 && (digits >= MOST_DIGITS || !word.chars().any(char::is_alphabetic));
    !is_number && word.chars().count() <= WORD_CHARS && !word.contains(['@', '/', '\\', '=', '#'])
}

fn left_out(word: &str) -> &'static str {
    if word.ends_with(ASKS) { "…?" } else { LEFT_OUT }
}

/// Marks of a sentence that asks.
const ASKS: [char; 4] = ['?', '？', '؟', ';'];

/// The sentence that asks, or the last one.
fn asking(message: &str) -> &str {
    let sentences = excerpt::of_message(message);
    let asks = sentences.iter().rev().find(|it| it.ends_with(ASKS));
    asks.or(sentences.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(text: &str) -> Subject {
        Subject::read(text, Language::ENGLISH).unwrap()
    }

    #[test]
    fn what_might_name_a_person_is_left_out() {
        assert_eq!(
            english("Who is ada.lovelace@example.com of the zeppelins?").question,
            "Who is … of the zeppelins?"
        );
        assert_eq!(
            english("Does the zeppelin have the number 4711?").question,
            "Does the zeppelin have the number …?"
        );
        let asked = "Hello! My order 4711-22 for ada@example.com, phone +49 170 1234567, key ab_live_8f2c41d7: where is the zeppelin?";
        assert_eq!(english(asked).question, "My order … for … phone … key … where is the zeppelin?");
        assert!(
            english("see https://a.example/u/ada?x=1 and \\\\host\\ada about zeppelins")
                .question
                .starts_with("see … and … about")
        );
        assert!(english(&"zeppelin ".repeat(100)).question.chars().count() <= QUESTION_CHARS);
        assert_eq!(Subject::read("12345 ?", Language::ENGLISH), None);
    }

    #[test]
    fn two_wordings_are_one_subject_and_opposites_are_two() {
        let one = english("Do you rent zeppelins?");
        assert!(one.is_same(&english("zeppelin rent").key()));
        assert!(one.is_same(&english("Can I rent a zeppelin?").key()));
        assert!(!one.is_same(&english("Do you sell boats?").key()));
        let on = english("How do I turn on notifications?");
        assert!(!on.is_same(&english("How do I turn off notifications?").key()));
        assert!(on.is_same(&english("turn on notifications").key()));
    }
}
