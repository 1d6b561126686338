//! What a page knows of its record in storage and of those of other pages.

/// The record.
#[derive(Debug, Default)]
pub(super) struct RecordState {
    /// The record differs from what is in memory.
    pub(super) is_dirty: bool,
    /// There is a record of this page.
    pub(super) is_written: bool,
    pub(super) saved_at_ms: Option<u64>,
    pub(super) has_failed: bool,
    pub(super) has_told: bool,
    /// The page is being left: whoever comes next may take the record at once. Without it, the events of the page
    /// before would wait half a minute on every page of a site.
    pub(super) is_left: bool,
    /// The records of other pages that may live, as they were when first seen so.
    pub(super) seen: Vec<Seen>,
    pub(super) look_at_ms: Option<u64>,
    /// Records taken over; they are removed once this page's own is written.
    pub(super) taken: Vec<String>,
}

/// Another page's record, as it was when first seen.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) fingerprint: u64,
    pub(super) since_ms: u64,
}
