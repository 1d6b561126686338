//! Every bound of the parser, with its reason. Beyond a bound text stays text: nothing is lost, nothing is refused.

/// Bytes of a message that are read as Markdown; the rest is shown as it is written. A page of an answer has some
/// 3 KB; this is far beyond any answer and small enough to be read again once (a link defined below its use).
pub const MESSAGE_BYTES: usize = 200_000;

/// Quotes and list items within each other, and inline elements within each other: deeper trees make browsers slow.
pub const NESTING: usize = 64;

/// Table cells of one message, the missing cells of short rows counted: a header of a thousand columns over rows of
/// one would otherwise make elements out of nothing.
pub const TABLE_CELLS: usize = 2_000;

/// Nodes that a message is drawn with, elements and texts; what lies beyond is shown as text. A long answer has some
/// hundreds; a browser lays out six thousand, on a slow phone, within the time of a few frames.
pub const NODES: usize = 5_600;

/// Link definitions of one message.
pub const DEFINITIONS: usize = 1_000;

/// Longest reach of an inline construct, in bytes, from its first to its last marker. An opening marker without its
/// partner in this reach is text. It is what bounds the re-reading of a paragraph that streams in.
pub const WINDOW: usize = 4_096;

/// Longest line, in bytes, that a construct known only at the end of its line may fill: heading, rule, fence, table
/// row, underline of a heading. A longer line is text, so that it can be drawn before it ends.
pub const WHOLE_LINE: usize = 4_096;

/// Bytes of an unfinished paragraph or code line to gather before its safe part is drawn for good: fewer make more
/// text nodes, more make more text drawn again with each piece.
pub const STEP: usize = 128;

/// Unfinished text of up to this many bytes is read again with every piece.
pub(super) const SHORT: usize = 512;

/// Of longer unfinished text, a piece that adds less than this part to it is not drawn until more has come: so no
/// text is read much more often than this. It is noticed as a delay of a word or two, and only where a marker that
/// stands `SHORT` bytes back has no partner yet.
pub(super) const READINGS: usize = 64;

/// Longest label of a link definition, in bytes (CommonMark: 999 characters).
pub(super) const LABEL_BYTES: usize = 999;

/// Parentheses within each other in a link's address (CommonMark asks for three at least; each costs a reading).
pub(super) const PARENTHESES: usize = 8;

/// From this indent on a line is code, and a tab stop is as wide.
pub(super) const CODE_INDENT: usize = 4;
