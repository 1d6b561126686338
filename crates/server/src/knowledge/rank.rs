//! Whether a section answers a question, and which of its blocks do.
//!
//! Sections are ordered by what they share with the question: its words, and the pieces of its words, each as a share of
//! the most that could have been shared, and by what their headings say. Whether the first of them is an answer is
//! judged in two ways: by confidence.rs, from the text alone, and by its headings, which say what a section is about.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::confidence::{Evidence, MOST_LEAD};
use super::document::{Block, BlockKind, Section};
use super::excerpt::{self, Excerpt};
use super::index::Row;
use super::language::Language;
use super::library::{Library, Measure};
use super::passage::passage;
use super::question::{Alternative, QueryTerm, Question, is_on_trouble};
use super::words::{self, Term};
use super::{similar, synonyms};

/// From this share of the question on a section that is named for it is taken for an answer.
const FITS: f64 = 0.55;
/// A question of few words is answered by a section that holds nearly all of them.
const FEW_WORDS: usize = 3;
const HOLDS_ALL: f64 = 0.75;
/// From this share on a section is worth showing as the closest one, named as no more than that.
const NEAR: f64 = 0.5;
/// So far below the threshold it is worth showing too.
const NEAR_MARGIN: f64 = -1.0;

/// What headings add beyond being met: a section is about its heading.
const HEAD_WEIGHT: f64 = 0.30;
/// What a heading adds that says nothing but what was asked.
const EXACT_HEAD_WEIGHT: f64 = 0.20;
/// What words add that stand together in question and passage.
const NEARNESS_WEIGHT: f64 = 0.10;
/// What the best sentence adds.
const SENTENCE_WEIGHT: f64 = 0.30;
/// What a text on a problem adds for a question on a problem.
const TROUBLE_WEIGHT: f64 = 0.25;
/// What a section keeps that speaks for the opposite of what was asked.
const OPPOSED_SHARE: f64 = 0.6;
/// What a passage keeps that only names other pages: the page itself answers, if there is one.
const SIGNPOST_SHARE: f64 = 0.7;
/// A word that stands in code only is an example more often than a matter.
const CODE_STRENGTH: f64 = 0.7;
/// A word met in itself or in its family, not through a synonym only.
const SURE: f64 = 0.8;

/// How soon more of the same word stops saying more, and how much a long section's repetitions are worth less: the
/// customary values of BM25.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;

/// Words within this many of each other stand together.
const NEAR_WORDS: usize = 5;

/// How well a section fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It only shares words.
    Far,
    /// It may be it.
    Near,
    /// It answers.
    Answers,
}

/// A section that comes near the question.
#[derive(Debug)]
pub struct Hit {
    /// The section.
    pub row: Row,
    /// Its blocks that answer.
    pub blocks: Range<usize>,
    /// The sentences of them to quote, where they are long.
    pub excerpt: Option<Excerpt>,
    /// How well it fits.
    pub fit: Fit,
    /// What orders hits.
    pub score: f64,
    /// What speaks for it.
    pub evidence: Evidence,
    /// Its language.
    pub language: Language,
    /// The share of the question's words that stand in the passage and above it.
    pub coverage: f64,
    sides: Vec<(usize, bool)>,
    stems: HashSet<String>,
}

impl Hit {
    /// Whether two speak for opposite sides of something: never shown as one answer.
    #[must_use]
    pub fn is_opposed_to(&self, other: &Self) -> bool {
        synonyms::are_opposed(&self.sides, &other.sides)
    }

    /// The share of the shorter passage's words that stand in the other too.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> f64 {
        let least = self.stems.len().min(other.stems.len()).max(1);
        self.stems.intersection(&other.stems).count() as f64 / least as f64
    }

    /// Whether its section goes on after what is quoted of it.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.excerpt.is_some() || self.blocks.end < self.row.section.blocks.len()
    }
}

/// The sections that come near the question, best first, each with its fit.
#[must_use]
pub fn hits(library: &Library, question: &Question) -> Vec<Hit> {
    let rows = library.candidates(question.language(), &question.stems(), question.grams());
    let measure = library.measure(question.language());
    let mut hits: Vec<Judged> = rows.into_iter().map(|row| judge(row, question, &measure)).collect();
    hits.sort_by(|one, two| two.hit.score.total_cmp(&one.hit.score));
    let text_scores: Vec<f64> = hits.iter().map(|it| it.text_score).collect();
    hits.into_iter()
        .enumerate()
        .map(|(at, mut it)| {
            // Ahead of the best of all others.
            let rival =
                text_scores.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, score)| *score);
            let rival = rival.fold(0.0, f64::max);
            let lead =
                if rival > 0.0 { (it.text_score / rival).max(f64::MIN_POSITIVE).ln() } else { MOST_LEAD };
            it.hit.evidence.lead = lead.clamp(-MOST_LEAD, MOST_LEAD);
            it.hit.fit = fit(&it, question);
            it.hit
        })
        .filter(|it| it.fit > Fit::Far)
        .map(|it| Hit { excerpt: excerpt_of(&it, question), ..it })
        .collect()
}

fn excerpt_of(hit: &Hit, question: &Question) -> Option<Excerpt> {
    excerpt::of(&hit.row.section, &hit.blocks, |sentence| {
        let terms = words::terms(sentence, question.language());
        weighted(question, &strengths(question, &Held::of(&terms)))
    })
}

struct Judged {
    hit: Hit,
    text_score: f64,
    is_named: bool,
    is_sure: bool,
    is_opposed: bool,
}

fn fit(it: &Judged, question: &Question) -> Fit {
    let margin = it.hit.evidence.margin(question.language());
    let few = question.wanted().len() <= FEW_WORDS;
    let is_one_word = question.wanted().len() == 1;
    let is_told = margin >= 0.0 && it.is_sure && !is_one_word;
    let by_heading = it.is_named && it.hit.coverage >= FITS;
    // A single word that is mentioned but named by no heading is a guess: "refund" is not answered by a function that
    // returns something.
    let by_words = few && !is_one_word && it.is_sure && it.hit.coverage >= HOLDS_ALL;
    if (is_told || by_heading || by_words) && !it.is_opposed {
        Fit::Answers
    } else if margin >= NEAR_MARGIN || it.hit.coverage >= NEAR {
        Fit::Near
    } else {
        Fit::Far
    }
}

/// A text's words, ready to be met.
struct Held<'a> {
    terms: &'a [Term],
    counts: HashMap<&'a str, f64>,
}

impl<'a> Held<'a> {
    fn of(terms: &'a [Term]) -> Self {
        let mut counts = HashMap::new();
        for term in terms {
            *counts.entry(term.stem.as_str()).or_insert(0.0) += 1.0;
        }
        Self { terms, counts }
    }

    /// How surely a word of the question stands here, and how often.
    fn meets(&self, wanted: &QueryTerm, language: Language) -> (f64, f64) {
        let mut best = (0.0, 0.0);
        for alternative in &wanted.alternatives {
            if let Some(count) = self.counts.get(alternative.stem.as_str())
                && alternative.strength > best.0
            {
                best = (alternative.strength, *count);
            }
        }
        if best.0 < SURE {
            for (stem, count) in &self.counts {
                let strength = similar::strength(&wanted.stem, wanted.is_known, stem, language);
                if strength > best.0 {
                    best = (strength, *count);
                }
            }
        }
        best
    }
}

fn judge(row: Row, question: &Question, measure: &Measure) -> Judged {
    let language = question.language();
    let section = &row.section;
    let heads_text = format!("{}\n{}\n{}", row.title, section.trail.join("\n"), name_in_words(&row));
    let heads = words::terms(&heads_text, language);
    let own_head = words::terms(section.trail.last().unwrap_or(&row.title), language);
    let blocks: Vec<Vec<Term>> = section.blocks.iter().map(|it| words::terms(&it.plain, language)).collect();
    let head_strengths = strengths(question, &Held::of(&heads));
    let by_block: Vec<Vec<f64>> = blocks
        .iter()
        .zip(&section.blocks)
        .map(|(terms, block)| {
            let worth = if block.kind == BlockKind::Code { CODE_STRENGTH } else { 1.0 };
            strengths(question, &Held::of(terms)).into_iter().map(|it| it * worth).collect()
        })
        .collect();
    let blocks_that_answer = passage(section, question, &by_block);
    let mut met = head_strengths.clone();
    for block in by_block.get(blocks_that_answer.clone()).unwrap_or_default() {
        join(&mut met, block);
    }
    let total = question.weight().max(f64::MIN_POSITIVE);
    let share = |strengths: &[f64]| weighted(question, strengths) / total;
    let all: Vec<Term> = heads.iter().chain(&heads).chain(blocks.iter().flatten()).cloned().collect();
    let mut evidence = of_words(question, &Held::of(&all), measure);
    add_grams(&mut evidence, question, &heads_text, section, measure);
    let text_score = evidence.words + evidence.grams + SENTENCE_WEIGHT * evidence.sentence;
    let is_named_otherwise = is_named_otherwise(question, &heads, &all);
    let sides = synonyms::sides(section.trail.last().unwrap_or(&row.title), language);
    let is_opposed = synonyms::are_opposed(question.sides(), &sides);
    let own = strengths(question, &Held::of(&own_head));
    let is_trouble =
        question.is_on_trouble() && section.trail.iter().chain([&row.title]).any(|it| is_on_trouble(it));
    let score = text_score
        + HEAD_WEIGHT * share(&head_strengths)
        + EXACT_HEAD_WEIGHT * exactness(question, &own_head) * share(&own).min(1.0)
        + NEARNESS_WEIGHT * nearness(question, blocks.get(blocks_that_answer.clone()).unwrap_or_default())
        + if is_trouble { TROUBLE_WEIGHT } else { 0.0 };
    let score = if is_opposed { score * OPPOSED_SHARE } else { score };
    let score = if is_signpost(section, &blocks_that_answer) { score * SIGNPOST_SHARE } else { score };
    let stems =
        blocks.get(blocks_that_answer.clone()).unwrap_or_default().iter().flatten().map(|it| it.stem.clone());
    let hit = Hit {
        blocks: blocks_that_answer,
        excerpt: None,
        fit: Fit::Far,
        score,
        evidence,
        language,
        coverage: share(&met),
        sides,
        stems: stems.collect(),
        row,
    };
    Judged {
        hit,
        text_score,
        is_named: head_strengths.iter().any(|it| *it >= SURE) || is_named_otherwise,
        is_sure: met.iter().any(|it| *it >= SURE),
        is_opposed,
    }
}

/// "parcel" stands for what a heading calls "delivery" if the text speaks of the "order" too; "refund" does not for a
/// function that "returns" something.
fn is_named_otherwise(question: &Question, heads: &[Term], all: &[Term]) -> bool {
    question.wanted().iter().any(|wanted| {
        let stands = |it: &&Alternative| all.iter().any(|term| term.stem == it.stem);
        let in_head = |it: &Alternative| heads.iter().any(|term| term.stem == it.stem);
        let others: Vec<&Alternative> = wanted.alternatives.iter().skip(1).filter(stands).collect();
        !wanted.is_known && others.len() > 1 && others.iter().any(|it| in_head(it))
    })
}

fn is_signpost(section: &Section, passage: &Range<usize>) -> bool {
    section.blocks.get(passage.clone()).is_some_and(|it| it.iter().any(Block::is_signpost))
}

fn name_in_words(row: &Row) -> String {
    row.document.rsplit('/').next().unwrap_or_default().replace(['-', '_', '.'], " ")
}

/// What BM25 makes of the words, as a share of the most that it could make of the question.
fn of_words(question: &Question, held: &Held<'_>, measure: &Measure) -> Evidence {
    let length = held.terms.len() as f64;
    let mut sum = 0.0;
    for wanted in question.wanted() {
        let (strength, count) = held.meets(wanted, question.language());
        sum += wanted.weight * strength * saturated(count, length, measure.words);
    }
    let most = question.weight().max(f64::MIN_POSITIVE);
    Evidence { words: sum / most, word_amount: (1.0 + sum).ln(), ..Evidence::default() }
}

fn saturated(count: f64, length: f64, mean: f64) -> f64 {
    let ease = SATURATION * (1.0 - LENGTH_SHARE + LENGTH_SHARE * length / mean);
    count * (SATURATION + 1.0) / (count + ease)
}

fn add_grams(
    evidence: &mut Evidence,
    question: &Question,
    heads: &str,
    section: &Section,
    measure: &Measure,
) {
    let language = question.language();
    let places: HashMap<&str, usize> =
        question.grams().iter().enumerate().map(|(at, (gram, _))| (gram.as_str(), at)).collect();
    let most: f64 = question.grams().iter().map(|(_, weight)| weight).sum::<f64>().max(f64::MIN_POSITIVE);
    let mut counts = vec![0.0_f64; question.grams().len()];
    let mut length = 0.0;
    let mut best_sentence = 0.0_f64;
    let mut take = |text: &str, is_sentence: bool| {
        let mut here = HashSet::new();
        for gram in words::grams(text, language) {
            length += 1.0;
            if let Some(at) = places.get(gram.as_str()) {
                here.insert(*at);
                if let Some(count) = counts.get_mut(*at) {
                    *count += 1.0;
                }
            }
        }
        if is_sentence {
            let met: f64 =
                here.iter().filter_map(|at| question.grams().get(*at)).map(|(_, weight)| weight).sum();
            best_sentence = best_sentence.max(met / most);
        }
    };
    take(heads, false);
    take(heads, false);
    for block in &section.blocks {
        for sentence in excerpt::marked_sentences(&block.plain) {
            take(sentence, true);
        }
    }
    let sum: f64 = question
        .grams()
        .iter()
        .zip(&counts)
        .filter(|(_, count)| **count > 0.0)
        .map(|((_, weight), count)| weight * saturated(*count, length, measure.grams))
        .sum();
    evidence.grams = sum / most;
    evidence.gram_amount = (1.0 + sum).ln();
    evidence.sentence = best_sentence;
}

pub(super) fn weighted(question: &Question, strengths: &[f64]) -> f64 {
    question.wanted().iter().zip(strengths).map(|(wanted, strength)| wanted.weight * strength).sum()
}

pub(super) fn join(met: &mut [f64], other: &[f64]) {
    for (one, two) in met.iter_mut().zip(other) {
        *one = one.max(*two);
    }
}

/// How surely each word of the question stands among the terms.
fn strengths(question: &Question, held: &Held<'_>) -> Vec<f64> {
    question.wanted().iter().map(|wanted| held.meets(wanted, question.language()).0).collect()
}

/// The share of a heading's words that were asked for.
fn exactness(question: &Question, head: &[Term]) -> f64 {
    if head.is_empty() {
        return 0.0;
    }
    let is_asked = |term: &&Term| question.wanted().iter().any(|wanted| wanted.may_mean(term));
    head.iter().filter(is_asked).count() as f64 / head.len() as f64
}

/// The share of the question's neighbouring words that also stand together in the passage.
fn nearness(question: &Question, blocks: &[Vec<Term>]) -> f64 {
    let pairs: Vec<_> = question.wanted().windows(2).collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let is_near = |pair: &&&[QueryTerm]| matches!(pair, [one, two] if blocks.iter().any(|it| stand_together(it, one, two)));
    pairs.iter().filter(is_near).count() as f64 / pairs.len() as f64
}

fn stand_together(terms: &[Term], one: &QueryTerm, two: &QueryTerm) -> bool {
    let positions = |wanted: &QueryTerm| -> Vec<usize> {
        terms.iter().filter(|term| wanted.may_mean(term)).map(|term| term.position).collect()
    };
    let (ones, twos) = (positions(one), positions(two));
    ones.iter().any(|a| twos.iter().any(|b| a.abs_diff(*b) <= NEAR_WORDS))
}
