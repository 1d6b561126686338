//! Every number of the queue, each with its reason. Wire limits (100 events a batch, 10,000 bytes of metadata) are
//! `halo_protocol::limits`; the waits between tries are `core::backoff`.

/// Events that make a batch worth a request of its own.
pub const FLUSH_EVENTS: usize = 10;
/// How long an event waits for company, in milliseconds: soon enough for a person who watches the visit.
pub const FLUSH_MS: u64 = 3_000;
/// Shortest wait a site may set: under it, every click is a request.
pub const MIN_FLUSH_MS: u64 = 250;
/// Longest wait a site may set: over it, a short visit is over before the first flush.
pub const MAX_FLUSH_MS: u64 = 5_000;

/// Largest request body, in bytes: leaves a quarter of the browser's 64 KiB for keepalive bodies to others.
pub const BATCH_BYTES: usize = 48 * 1024;
/// Largest event, in bytes of its JSON text: three of them still fit one body.
pub const EVENT_BYTES: usize = 16 * 1024;
/// Bytes in flight with keepalive, together: the Fetch standard refuses past 65,536 for the whole page, and the host
/// page has requests too.
pub const KEEPALIVE_BYTES: usize = 60_000;

/// How long a request may take, in milliseconds.
pub const TIMEOUT_MS: u64 = 10_000;
/// Failed tries in a row before the queue rests. An outage of minutes must lose nothing while events are good for
/// a day, so resting ends the series, not the events.
pub const SERIES_TRIES: u32 = 10;
/// How long the queue rests before a new event begins another series, in milliseconds.
pub const REST_MS: u64 = 300_000;
/// Largest batch of events that saw a whole series fail: one of them may be what makes the server fail, and small
/// batches find it.
pub const SUSPECT_BATCH: usize = 10;
/// An event is given up when it waited this long for further tries, in milliseconds, waits of the server's choice and
/// rests not counted.
pub const WAITED_MS: u64 = 12 * 60 * 60 * 1_000;
/// Requests in a row that no server answered before the page's tries end: an ad blocker will not change its mind,
/// and every try is a red line on the site's console.
pub const BLOCKED_TRIES: u32 = 3;
/// Rejections (400) in a row after which batches are dropped whole instead of being halved to find the poisoned
/// event: two usual batches can be taken apart wholly, while a server that rejects everything is not flooded.
pub const REJECTIONS: u32 = 40;

/// What an unreadable `Retry-After` counts as, in milliseconds.
pub const RETRY_AFTER_UNREADABLE_MS: u64 = 60_000;

/// Most events kept; the oldest go first.
pub const STORE_EVENTS: usize = 1_000;
/// Most bytes kept: a tenth of what browsers give an origin, so that the site's own storage still works.
pub const STORE_BYTES: usize = 512 * 1024;
/// What a record holds beside its events, in bytes, at most.
pub const RECORD_HEAD_BYTES: usize = 1_024;
/// Bytes that a stored event costs beside its JSON text, at most.
pub const STORED_EXTRA_BYTES: usize = 128;
/// A record longer than this is not ours, in bytes.
pub const RECORD_BYTES: usize = 2 * STORE_BYTES;
/// How long an event is worth sending, in milliseconds.
pub const EVENT_LIFE_MS: u64 = 24 * 60 * 60 * 1_000;
/// Shortest time between two saves, in milliseconds: a save writes the whole queue, and a tab that is killed loses
/// at most this much.
pub const SAVE_GAP_MS: u64 = 250;
/// How often a page with stored events shows that it lives, in milliseconds: thrice before others take it for dead.
pub const BEAT_MS: u64 = 10_000;
/// A record that shows no life for this long, and up to [`ADOPT_SPREAD_MS`] more, belongs to a killed tab.
pub const ADOPT_MS: u64 = 30_000;
/// Spread of the adopting, in milliseconds, so that twenty tabs do not reach for one record together.
pub const ADOPT_SPREAD_MS: u64 = 5_000;

/// Events that may come at once.
pub const BURST: u64 = 100;
/// Events per second after a burst.
pub const RATE_PER_SECOND: u64 = 10;

/// A difference between two clocks under this is drift, in milliseconds; over it, one was set or the machine slept.
pub const CLOCK_JUMP_MS: i64 = 60_000;
/// A time of capture is rewritten only when it is wrong by more than this, in milliseconds: a server's `Date` has whole
/// seconds and is as old as the answer was on its way, so that less than this is noise.
pub const CLOCK_GRAIN_MS: i64 = 5_000;
