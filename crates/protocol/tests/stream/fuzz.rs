//! One fuzz target per stream parser: vectors mangled at random, decoded whole and in random pieces, which must give
//! the same. `HALO_FUZZ_SECONDS` is the time for each (default 1); `HALO_FUZZ_SEED` repeats a run.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use halo_protocol::stream::{AnswerDecoder, StreamEvent, control_record, sse};

use crate::support::{input, own};

/// What means something to a parser.
const WORDS: [&[u8]; 18] = [
    b"\x1e",
    b"__ACTION__",
    b"__ACTIONS__",
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b":",
    b"data: ",
    b"event: token\n",
    b"event: done\n",
    b"id: 0\n",
    b"id: 7\n",
    b"retry: 9\n",
    b"{\"content\":\"x\"}",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"\"",
];

/// xorshift64*: any sequence will do, it only has to be repeatable.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides.max(1)
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn mangled(corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = corpus[dice.roll(corpus.len())].clone();
    bytes.truncate(4_096);
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len() + 1);
        match dice.roll(5) {
            0 => bytes.insert(at, dice.roll(256) as u8),
            1 if at < bytes.len() => _ = bytes.remove(at),
            2 => bytes.truncate(at),
            3 => {
                let other = &corpus[dice.roll(corpus.len())];
                let from = dice.roll(other.len() + 1);
                bytes.extend_from_slice(&other[from..other.len().min(from + 512)]);
            }
            _ => _ = bytes.splice(at..at, WORDS[dice.roll(WORDS.len())].iter().copied()),
        }
    }
    bytes
}

fn pieces<'a>(bytes: &'a [u8], dice: &mut Dice) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(1 + dice.roll(rest.len().min(24)));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn fuzz<T: PartialEq + std::fmt::Debug>(name: &str, files: &[&str], decode: impl Fn(&[&[u8]]) -> T) {
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_nanos() as u64);
    let seed = number("HALO_FUZZ_SEED").unwrap_or_else(clock).max(1);
    let time = Duration::from_secs(number("HALO_FUZZ_SECONDS").unwrap_or(1));
    let corpus: Vec<Vec<u8>> = files.iter().flat_map(|file| own(file)).map(|vector| input(&vector)).collect();
    let (mut dice, started, mut runs) = (Dice(seed), Instant::now(), 0_u64);
    while started.elapsed() < time {
        let bytes = mangled(&corpus, &mut dice);
        let cut = pieces(&bytes, &mut dice);
        assert_eq!(decode(&[&bytes]), decode(&cut), "seed {seed}, run {runs}: {}", bytes.escape_ascii());
        runs += 1;
    }
    println!("{name}: {runs} inputs, seed {seed}");
}

#[test]
fn any_event_stream_decodes_the_same_however_it_is_cut() {
    fuzz("event streams", &["sse.json", "record.json"], |chunks| {
        let (mut decoder, mut items) = (sse::Decoder::new(), Vec::new());
        for chunk in chunks {
            decoder.push(chunk, &mut |item| items.push(format!("{item:?}")));
        }
        (items, decoder.last_event_id().to_owned(), decoder.retry_ms())
    });
}

#[test]
fn any_text_with_records_decodes_the_same_however_it_is_cut() {
    fuzz("text with records", &["record.json", "sse.json"], |chunks| {
        let (mut decoder, mut text, mut items) = (control_record::Decoder::new(), String::new(), Vec::new());
        for chunk in chunks {
            decoder.push(chunk, &mut |item| match item {
                control_record::Item::Text(piece) => text.push_str(piece),
                item => items.push((text.len(), format!("{item:?}"))),
            });
        }
        assert!(!text.contains('\u{1e}'));
        (text, items, decoder.ends_cleanly())
    });
}

#[test]
fn any_answer_is_the_same_however_it_is_cut() {
    for content_type in ["text/plain", "text/event-stream"] {
        fuzz(content_type, &["record.json", "sse.json"], |chunks| {
            let mut decoder = AnswerDecoder::for_content_type(content_type).unwrap();
            let mut events: Vec<StreamEvent> = Vec::new();
            for event in chunks.iter().flat_map(|chunk| decoder.push(chunk)) {
                match (events.last_mut(), event) {
                    (Some(StreamEvent::Text(text)), StreamEvent::Text(more)) => text.push_str(&more),
                    (_, event) => events.push(event),
                }
            }
            (events, decoder.finish(), decoder.last_event_id())
        });
    }
}
