//! Parts of the widget that lie in files of their own: which there are, and where each of them is.

/// A part of the module that lies in a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Reading and drawing Markdown. Without it answers are shown as they were written.
    Markdown,
    /// Asking and answering. Without it questions wait.
    Talk,
    /// The event queue. Without it events wait in memory.
    Events,
    /// The header's menu, and the form that asks for a person.
    Menu,
    /// Guiding the visitor on the page: highlights, teasers, banners, what an agent's actions ask for.
    Guide,
    /// A person of the team answers. Without it the ticket form is offered.
    Person,
    /// Reading and showing pictures. Without it those that were picked wait.
    Pictures,
}

impl Chunk {
    /// Every chunk, in the order of [`Loadings`].
    pub const ALL: [Self; 7] =
        [Self::Talk, Self::Markdown, Self::Events, Self::Menu, Self::Guide, Self::Person, Self::Pictures];

    /// The name that `on_demand!` and the shipped file have.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Markdown => "markdown",
            Self::Events => "events",
            Self::Menu => "menu",
            Self::Guide => "guide",
            Self::Person => "person",
            Self::Pictures => "pictures",
        }
    }
}

/// Where a chunk is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadState {
    /// Not fetched, or it failed and may be tried again.
    #[default]
    Away,
    /// On its way, or failed and waiting for the next try. Without it every input would ask once more.
    Coming,
    /// Failed so often that nothing is tried without the visitor.
    Missing,
    /// Loaded for good.
    There,
}

/// What is known of one chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loading {
    /// Where it is.
    pub state: LoadState,
    /// Tries that failed in a row.
    pub tries: u32,
    /// Something asked for it that the state does not show.
    pub is_wished: bool,
}

/// What is known of every chunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loadings {
    talk: Loading,
    markdown: Loading,
    events: Loading,
    menu: Loading,
    guide: Loading,
    person: Loading,
    pictures: Loading,
}

impl Loadings {
    /// What is known of this chunk, to change.
    pub fn of(&mut self, chunk: Chunk) -> &mut Loading {
        match chunk {
            Chunk::Talk => &mut self.talk,
            Chunk::Markdown => &mut self.markdown,
            Chunk::Events => &mut self.events,
            Chunk::Menu => &mut self.menu,
            Chunk::Guide => &mut self.guide,
            Chunk::Person => &mut self.person,
            Chunk::Pictures => &mut self.pictures,
        }
    }
}
