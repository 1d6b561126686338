//! Console messages and answers of the server are quoted as the code writes them.

use crate::markdown::{folder, page};

/// Where values are filled in: what an ellipsis stands for, and the name of a chunk.
const HOLES: [&str; 2] = ["…", "markdown"];

fn code() -> String {
    // A text that goes on over two lines of code is one text.
    let code = folder("src", &[".rs"]) + &folder("npm", &[".js"]) + &folder("crates/protocol/src", &[".rs"]);
    code.replace("\\\n", "")
}

/// Whether every piece of the message stands in the code; pieces with numbers are compared around them.
fn is_printed(message: &str, code: &str) -> bool {
    let pieces = HOLES.iter().fold(message.to_owned(), |text, hole| text.replace(hole, "0"));
    let pieces = pieces.split(|c: char| c.is_ascii_digit());
    pieces.map(str::trim).filter(|piece| piece.len() > 3).all(|piece| code.contains(piece))
}

#[test]
fn every_console_message_that_has_a_heading_is_one_that_is_printed() {
    let code = code();
    let guide = page("docs/troubleshooting.md");
    let mut count = 0;
    for heading in guide.headings.iter().filter_map(|heading| heading.strip_prefix("Console: ")) {
        for message in heading.split('"').skip(1).step_by(2) {
            count += 1;
            assert!(is_printed(message, &code), "nothing prints {message:?}");
        }
    }
    assert!(count > 8, "{count} messages were found");
}
