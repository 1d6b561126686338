//! A part of the widget that lies in a chunk of its own: what it is told before it has come waits here, within bounds.
//! Holding the part is the proof that its chunk has come.

/// Most messages that wait for a part; more than a page may record at once.
pub const WAITING: usize = 150;

/// A message to a part that may still be on its way.
pub trait PartMessage {
    /// Whether it is as good later, where so many wait already.
    fn can_wait(&self, waiting: usize) -> bool;
}

/// A part `P` that takes messages `M`.
#[derive(Debug)]
pub enum Part<M, P> {
    /// On its way, or not asked for; with what it is to be told.
    Away(Vec<M>),
    /// Here for good.
    There(P),
}

/// What became of a message.
#[derive(Debug)]
pub enum Receipt<'a, M, P> {
    /// The part is there: it is to be given the message.
    Here(&'a mut P, M),
    /// The message waits.
    Waits,
    /// The part is away, and the message cannot wait.
    Lost(M),
}

impl<M, P> Default for Part<M, P> {
    fn default() -> Self {
        Self::Away(Vec::new())
    }
}

impl<M: PartMessage, P> Part<M, P> {
    /// Finds the part that a message is for, or keeps the message until it comes.
    pub fn tell(&mut self, message: M) -> Receipt<'_, M, P> {
        match self {
            Self::There(part) => Receipt::Here(part, message),
            Self::Away(waiting) if message.can_wait(waiting.len()) => {
                waiting.push(message);
                Receipt::Waits
            }
            Self::Away(_) => Receipt::Lost(message),
        }
    }
}

impl<M, P> Part<M, P> {
    /// The part has come. What waited is to be told to it, in this order.
    pub fn came(&mut self, part: P) -> Vec<M> {
        match std::mem::replace(self, Self::There(part)) {
            Self::Away(waiting) => waiting,
            Self::There(_) => Vec::new(),
        }
    }

    /// The part will not come for these messages: they wait no longer.
    pub fn gave_up(&mut self, is_over: impl Fn(&M) -> bool) -> Vec<M> {
        let Self::Away(waiting) = self else { return Vec::new() };
        let (over, waits) = std::mem::take(waiting).into_iter().partition(is_over);
        *waiting = waits;
        over
    }

    /// The part, where it has come.
    #[must_use]
    pub fn there(&self) -> Option<&P> {
        if let Self::There(part) = self { Some(part) } else { None }
    }

    /// How many messages wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        if let Self::Away(waiting) = self { waiting.len() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl PartMessage for u32 {
        fn can_wait(&self, waiting: usize) -> bool {
            *self != 0 && waiting < WAITING
        }
    }

    #[test]
    fn what_is_told_before_a_part_comes_waits_in_order_and_what_comes_after_goes_to_it() {
        let mut part: Part<u32, &str> = Part::default();
        for message in [1, 2, 3] {
            assert!(matches!(part.tell(message), Receipt::Waits));
        }
        assert!(matches!(part.tell(0), Receipt::Lost(0)), "it means something now or never");
        assert_eq!((part.waiting(), part.there()), (3, None));
        assert_eq!(part.came("part"), [1, 2, 3]);
        assert!(matches!(part.tell(0), Receipt::Here(&mut "part", 0)));
        assert_eq!((part.waiting(), part.there()), (0, Some(&"part")));
    }

    #[test]
    fn a_part_that_does_not_come_gives_back_whom_nobody_can_keep_waiting() {
        let mut part: Part<u32, ()> = Part::default();
        for message in 1..=5 {
            part.tell(message);
        }
        assert_eq!(part.gave_up(|message| message % 2 == 0), [2, 4]);
        assert_eq!(part.came(()), [1, 3, 5]);
        assert!(part.gave_up(|_| true).is_empty());
    }

    #[test]
    fn no_more_wait_than_the_bound_and_who_came_first_stays() {
        let mut part: Part<u32, ()> = Part::default();
        let lost = (1..=200).filter(|message| matches!(part.tell(*message), Receipt::Lost(_))).count();
        assert_eq!((lost, part.waiting()), (200 - WAITING, WAITING));
        assert_eq!(part.came(()).first(), Some(&1));
    }
}
