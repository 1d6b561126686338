//! What the parser says and what a view must do with it: the protocol between the two, and nothing else.

/// Where the text of a table column stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Not said: the view's own choice.
    #[default]
    Unset,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// An element. `Rule`, `Image` and `LineBreak` are closed at once and hold nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// A paragraph; also in a tight list, where the view gives it no margin.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A quotation: holds blocks.
    Quote,
    /// A list, tight until [`Sink::loosen`]: holds items only.
    List {
        /// Numbered or not.
        ordered: bool,
        /// The first number (0 to 999,999,999); 0 for a list without numbers.
        start: u32,
    },
    /// A list item: holds blocks.
    Item {
        /// A task's box, ticked or not; `None` for an ordinary item.
        task: Option<bool>,
    },
    /// A code block: holds text, every finished line with its line feed.
    Code {
        /// The first word after the fence, or "".
        language: &'a str,
    },
    /// Text to show as it was written, line feeds included: a block of raw HTML, or what lies beyond a limit.
    Plain,
    /// A line across.
    Rule,
    /// A table: holds one `TableHead`, then rows.
    Table,
    /// Holds the one header row.
    TableHead,
    /// Holds cells, as many in each row.
    Row,
    /// A cell: holds text and inline elements.
    Cell {
        /// Where its text stands.
        align: Align,
        /// A header cell.
        header: bool,
    },
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck out.
    Strikethrough,
    /// Code within a line.
    InlineCode,
    /// A link whose address is final and has passed the parser's policy.
    Link {
        /// The address.
        href: &'a str,
        /// Its title, or "".
        title: &'a str,
    },
    /// An image, complete. Whether it is loaded is the view's decision; if not, `alt` is what is shown.
    Image {
        /// The address, or "" when the policy refused it.
        src: &'a str,
        /// The description as plain text.
        alt: &'a str,
        /// Its title, or "".
        title: &'a str,
    },
    /// A line break that was asked for. (Other line ends come as a line feed in the text: a space to the reader.)
    LineBreak,
}

/// A view. It keeps a stack of elements, the message's own element at the bottom, and an *undo log*:
///
/// - [`open`](Sink::open): make the element, append it to the top of the stack, push it.
/// - [`close`](Sink::close): pop the top.
/// - [`text`](Sink::text): append text to the top.
/// - [`loosen`](Sink::loosen): the nearest list on the stack gets the class "loose". It comes once for a list.
/// - [`mark`](Sink::mark): note a point to come back to. Marks nest, two deep at most.
/// - [`rewind`](Sink::rewind): undo, newest first, all that was done since the newest mark, and forget that mark: an
///   opened element is removed and popped, a closed one pushed again, text removed, a loosened list tight again.
/// - [`settle`](Sink::settle): forget every mark; what is drawn stays.
/// - [`reset`](Sink::reset): remove all that was drawn, forget every mark, leave only the message's own element.
///
/// So while a mark is out, log each operation (the node opened, the node closed, the text node, the list), and
/// without one log nothing. Text may join the text node before it when no mark is out; under a mark it gets a node
/// of its own, which can be removed. Open elements need no closing tag to be seen: a view is right after each push.
/// Opened and closed elements balance once `finish` has returned.
pub trait Sink {
    /// Opens an element within the one now open.
    fn open(&mut self, tag: Tag<'_>);
    /// Closes the element now open.
    fn close(&mut self);
    /// Appends text to the element now open. Never empty.
    fn text(&mut self, text: &str);
    /// The innermost open list is a loose one.
    fn loosen(&mut self);
    /// Notes a point to come back to.
    fn mark(&mut self);
    /// Goes back to the newest mark and forgets it.
    fn rewind(&mut self);
    /// Forgets every mark and keeps what is drawn.
    fn settle(&mut self);
    /// Removes everything: the message is drawn anew (a link's address was found only below it).
    fn reset(&mut self);
}
