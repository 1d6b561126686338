//! Why an event was not delivered, as a closed list, and how many there were of each.

/// Why an event was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The visitor opted out, or consent is awaited.
    OptedOut,
    /// More than 10 events a second after a burst of 100.
    RateLimited,
    /// Over 16 KiB, or over 10,000 bytes of metadata that no trimming helps.
    TooLarge,
    /// Without an `event_type`.
    Invalid,
    /// Captured after the widget was destroyed.
    Closed,
    /// The oldest, when 1,000 events or 512 KiB were passed.
    QueueFull,
    /// Older than 24 hours.
    Expired,
    /// Twelve hours of waiting for further tries.
    GaveUp,
    /// The server refused it (4xx).
    Rejected,
    /// The server found it too large on its own (413).
    TooLargeForServer,
    /// The server will never take such a request (501, 505, 511).
    Unsupported,
    /// Of a user who logged out while their identity could not be verified.
    LoggedOut,
    /// Unreadable in storage; a record that is unreadable as a whole counts as one.
    Corrupt,
}

impl DropReason {
    /// Every reason, in the order of [`Drops`].
    pub const ALL: [Self; 13] = [
        Self::OptedOut,
        Self::RateLimited,
        Self::TooLarge,
        Self::Invalid,
        Self::Closed,
        Self::QueueFull,
        Self::Expired,
        Self::GaveUp,
        Self::Rejected,
        Self::TooLargeForServer,
        Self::Unsupported,
        Self::LoggedOut,
        Self::Corrupt,
    ];

    /// The reason's name in `debug()`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OptedOut => "opted_out",
            Self::RateLimited => "rate_limited",
            Self::TooLarge => "too_large",
            Self::Invalid => "invalid",
            Self::Closed => "closed",
            Self::QueueFull => "queue_full",
            Self::Expired => "expired",
            Self::GaveUp => "gave_up",
            Self::Rejected => "rejected",
            Self::TooLargeForServer => "too_large_for_server",
            Self::Unsupported => "unsupported",
            Self::LoggedOut => "logged_out",
            Self::Corrupt => "corrupt",
        }
    }
}

/// How many events were dropped on this page, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drops {
    counts: [u32; DropReason::ALL.len()],
}

impl Drops {
    /// How many for this reason.
    #[must_use]
    pub fn of(&self, reason: DropReason) -> u32 {
        self.counts.get(reason as usize).copied().unwrap_or_default()
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The reasons that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (DropReason, u32)> + '_ {
        DropReason::ALL.into_iter().zip(self.counts).filter(|(_, count)| *count > 0)
    }

    pub(super) fn add(&mut self, reason: DropReason) {
        if let Some(count) = self.counts.get_mut(reason as usize) {
            *count = count.saturating_add(1);
        }
    }
}
