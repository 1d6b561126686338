//! An answer made of quotations: which passages are quoted, which only linked, and what is said when none fits. It is
//! planned first and written step by step, so that its beginning can leave before its end is made.

use super::excerpt;
use super::language::Language;
use super::library::Library;
use super::question::Question;
use super::quote;
use super::rank::{self, Fit, Hit};
use super::speech::{Phrase, Voice};

/// Passages quoted in full.
const MOST_QUOTES: usize = 2;
/// Passages that are only linked to.
const MOST_LINKS: usize = 2;
/// A second passage must be nearly as good as the first.
const SECOND_SHARE: f64 = 0.9;
/// A link must not be much worse than the first passage.
const LINK_SHARE: f64 = 0.75;
/// A second passage that shares more of its words with the first than this says the same.
const SAME_SHARE: f64 = 0.5;
/// A question with fewer telling words than this may be one that leans on the one before.
const SHORT_QUESTION_WORDS: usize = 3;
/// Of a message longer than this the sentence that asks is tried by itself first.
const LONG_MESSAGE_CHARS: usize = 160;

/// What an answer is made for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The message.
    pub message: &'a str,
    /// The visitor's question before this one, which a short one may lean on.
    pub before: Option<&'a str>,
    /// The voice of the visitor's widget, if it told.
    pub voice: Option<Voice>,
    /// Where documents are served, ending in `/`.
    pub base: &'a str,
    /// What somebody of the team answers to it: it wins over every passage.
    pub correction: Option<&'a str>,
}

enum Step {
    Say(String),
    Quote(Box<Hit>),
    Links(Vec<Hit>),
}

/// A planned answer; iterating writes it.
pub struct Reply<'a> {
    library: &'a Library,
    base: &'a str,
    voice: Voice,
    found_nothing: bool,
    steps: std::vec::IntoIter<Step>,
}

impl<'a> Reply<'a> {
    /// Plans the answer to a question.
    #[must_use]
    pub fn plan(library: &'a Library, wish: &Wish<'a>) -> Self {
        let voice = voice_for(library, wish);
        if let Some(text) = wish.correction {
            let steps = vec![Step::Say(format!("{}\n\n{text}", voice.say(Phrase::FromTeam, "")))];
            return Self { library, base: wish.base, voice, found_nothing: false, steps: steps.into_iter() };
        }
        let hits = find(library, wish, voice);
        let found_nothing = hits.first().is_none_or(|it| it.fit != Fit::Answers);
        let steps = steps(hits, voice);
        Self { library, base: wish.base, voice, found_nothing, steps: steps.into_iter() }
    }

    /// Whether no passage was given as an answer.
    #[must_use]
    pub fn found_nothing(&self) -> bool {
        self.found_nothing
    }
}

/// The visitor's own voice, else that of the language the question is in.
fn voice_for(library: &Library, wish: &Wish<'_>) -> Voice {
    let spoken: Vec<Language> = library.languages().collect();
    let of_question =
        || Language::detect(wish.message, &spoken).or_else(|| Language::detect(wish.message, &[]));
    wish.voice.or_else(|| Voice::of_language(of_question()?)).unwrap_or(Voice::ENGLISH)
}

impl Iterator for Reply<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let say = |phrase| self.voice.say(phrase, "");
        Some(match self.steps.next()? {
            Step::Say(text) => text,
            Step::Quote(hit) => {
                let mut out = quote::shown(self.library, &hit, self.base);
                if hit.is_cut() {
                    out.push_str(&format!(
                        ">\n> {} …\n",
                        quote::link(&say(Phrase::Continued), &hit, self.base)
                    ));
                }
                format!("{out}\n{} {}", say(Phrase::Source), quote::source(&hit, self.base))
            }
            Step::Links(hits) => {
                let links: Vec<String> = hits.iter().map(|hit| quote::source(hit, self.base)).collect();
                format!("\n\n{} {}", say(Phrase::SeeAlso), links.join(", "))
            }
        })
    }
}

fn steps(hits: Vec<Hit>, voice: Voice) -> Vec<Step> {
    let say = |phrase| Step::Say(voice.say(phrase, ""));
    let mut hits = hits.into_iter();
    let Some(best) = hits.next() else { return vec![say(Phrase::Nothing)] };
    let is_foreign = best.language != voice.language();
    if best.fit != Fit::Answers {
        return vec![
            Step::Say(format!("{}\n\n", voice.say(Phrase::Unsure, ""))),
            Step::Quote(Box::new(best)),
            Step::Say(format!("\n\n{}", voice.say(Phrase::UnsureAfter, ""))),
        ];
    }
    let title = quote::escaped_label(&best.row.title);
    let opening =
        if is_foreign { voice.say(Phrase::OtherLanguage, "") } else { voice.say(Phrase::Says, &title) };
    let mut steps = vec![Step::Say(format!("{opening}\n\n"))];
    let score = best.score;
    let (mut quoted, mut links) = (vec![best], Vec::new());
    for hit in hits.filter(|hit| hit.fit == Fit::Answers) {
        let is_new = quoted.iter().all(|it| it.shared_with(&hit) <= SAME_SHARE);
        let is_opposed = quoted.iter().any(|it| it.is_opposed_to(&hit));
        if is_opposed || !is_new {
            continue;
        }
        if quoted.len() < MOST_QUOTES && links.is_empty() && hit.score >= score * SECOND_SHARE {
            quoted.push(hit);
        } else if links.len() < MOST_LINKS && hit.score >= score * LINK_SHARE {
            links.push(hit);
        }
    }
    for (at, hit) in quoted.into_iter().enumerate() {
        if at > 0 {
            steps.push(Step::Say(format!("\n\n{}\n\n", voice.say(Phrase::Also, ""))));
        }
        steps.push(Step::Quote(Box::new(hit)));
    }
    if !links.is_empty() {
        steps.push(Step::Links(links));
    }
    steps
}

/// The passages for the message: of a long one the sentence that asks comes first; a short one that finds nothing is read
/// together with the one before it.
fn find(library: &Library, wish: &Wish<'_>, voice: Voice) -> Vec<Hit> {
    let mut best = Vec::new();
    for text in readings(wish.message) {
        let hits = in_languages(library, text, voice);
        if answers(&hits) {
            return hits;
        }
        best = better(best, hits);
    }
    let Some(before) = wish.before else { return best };
    let is_short = library.languages().next().is_some_and(|language| {
        Question::read(wish.message, language, library).wanted().len() < SHORT_QUESTION_WORDS
            || wish.message.chars().count() < SHORT_MESSAGE_CHARS
    });
    if !is_short {
        return best;
    }
    // What is asked now decides among what both are about.
    let both = in_languages(library, &format!("{} {before}", wish.message), voice);
    if answers(&both) { both } else { better(best, both) }
}

/// In a script without spaces a question is short by its length.
const SHORT_MESSAGE_CHARS: usize = 12;

fn answers(hits: &[Hit]) -> bool {
    hits.first().is_some_and(|it| it.fit == Fit::Answers)
}

fn better(one: Vec<Hit>, two: Vec<Hit>) -> Vec<Hit> {
    let score = |hits: &[Hit]| hits.first().map_or(0.0, |it| it.score);
    if score(&two) > score(&one) { two } else { one }
}

/// The sentence that asks, the last one, then the whole.
fn readings(message: &str) -> Vec<&str> {
    if message.chars().count() <= LONG_MESSAGE_CHARS {
        return vec![message];
    }
    let sentences = excerpt::of_message(message);
    let asks = |it: &&&str| it.ends_with(['?', '？', '؟', ';']);
    let mut readings: Vec<&str> = sentences.iter().rev().find(asks).copied().into_iter().collect();
    readings.extend(sentences.last().copied().filter(|it| !readings.contains(it)));
    readings.push(message);
    readings
}

/// The visitor's language first, then that of the question, then whatever else the documents have.
fn in_languages(library: &Library, text: &str, voice: Voice) -> Vec<Hit> {
    let spoken: Vec<Language> = library.languages().collect();
    let mut order: Vec<Language> = Vec::new();
    let detected = Language::detect(text, &spoken);
    for language in [Some(voice.language()), detected].into_iter().flatten().chain(spoken.iter().copied()) {
        if spoken.contains(&language) && !order.contains(&language) {
            order.push(language);
        }
    }
    // A text in another script than the visitor's language is in another language.
    order.sort_by_key(|language| !language.may_write(text));
    let mut best = Vec::new();
    for language in order.into_iter().take(MOST_LANGUAGES) {
        let hits = rank::hits(library, &Question::read(text, language, library));
        if answers(&hits) {
            return hits;
        }
        best = better(best, hits);
    }
    best
}

/// Languages in which a question is tried.
const MOST_LANGUAGES: usize = 3;
