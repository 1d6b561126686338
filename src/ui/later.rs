//! Something that a component draws with and that comes later, with its chunk. Who asks for it is drawn anew when it has
//! come; holding it is the proof that it has.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::{ArcTrigger, Notify, Track};

/// What is done with it once it has come.
type Wanted<T> = Box<dyn FnOnce(&T)>;

/// What comes later; copies are of one and the same thing.
pub struct Later<T: ?Sized> {
    given: Rc<OnceCell<Box<T>>>,
    wanted: Rc<RefCell<Vec<Wanted<T>>>>,
    came: ArcTrigger,
}

impl<T: ?Sized> Later<T> {
    /// It has come.
    pub fn give(&self, it: Box<T>) {
        _ = self.given.set(it);
        self.came.notify();
        let wanted = self.wanted.take();
        if let Some(it) = self.now() {
            wanted.into_iter().for_each(|one| one(it));
        }
    }

    /// It, where it has come; who asks is told when it does.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.came.track();
        self.now()
    }

    /// Does this with it once it has come; says whether that was now.
    pub fn with(&self, wanted: Wanted<T>) -> bool {
        match self.now() {
            Some(it) => wanted(it),
            None => self.wanted.borrow_mut().push(wanted),
        }
        self.now().is_some()
    }

    /// It will not come for what waits.
    pub fn give_up(&self) {
        self.wanted.take();
    }

    /// It, where it has come by now.
    #[must_use]
    pub fn now(&self) -> Option<&T> {
        self.given.get().map(Box::as_ref)
    }
}

impl<T: ?Sized> Clone for Later<T> {
    fn clone(&self) -> Self {
        Self { given: Rc::clone(&self.given), wanted: Rc::clone(&self.wanted), came: self.came.clone() }
    }
}

impl<T: ?Sized> Default for Later<T> {
    fn default() -> Self {
        Self { given: Rc::default(), wanted: Rc::default(), came: ArcTrigger::default() }
    }
}
