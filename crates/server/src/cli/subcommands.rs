//! What can be done with each kind of thing that is kept: the second word of a command, and its flags.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use crate::store::subscriptions::Topic;

/// What can be done with organisations.
#[derive(Debug, Subcommand)]
pub enum OrgSubcommand {
    /// Make an organisation with a knowledge agent and a publishable key, and print them.
    Add {
        /// What it is called.
        name: String,
    },
    /// List organisations.
    List,
    /// Demand that users are proved by a token, or no longer: on or off.
    Verify {
        /// The organisation's id.
        org: String,
        /// on or off.
        #[arg(value_parser = ["on", "off"])]
        to: String,
    },
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeySubcommand {
    /// Make a key and print it. A secret one is shown this once.
    Add {
        /// The organisation's id.
        org: String,
        /// A secret ha_ key for backends, instead of a publishable one for pages.
        #[arg(long)]
        secret: bool,
        /// How often a secret key may call: starter (60 a minute, 10,000 a day) or pro (300, 100,000).
        #[arg(long, default_value = "starter", value_parser = ["starter", "pro"])]
        plan: String,
        /// Agent that a secret key is good for; may be repeated. None: all of the organisation's.
        #[arg(long, value_name = "AGENT")]
        agent: Vec<String>,
        /// Days until the key ends. None: it does not.
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u32>,
    },
    /// List an organisation's keys: ids, kinds, hints and states, never a secret.
    List {
        /// The organisation's id.
        org: String,
    },
    /// End a key at once.
    Revoke {
        /// The key's id.
        key: String,
    },
    /// Print the book of a key's uses, newest first.
    Uses {
        /// The key's id.
        key: String,
    },
}

/// What can be done with identity secrets.
#[derive(Debug, Subcommand)]
pub enum SecretSubcommand {
    /// Make a secret and print it, this once. At most two are in force: rotate by adding, signing anew, retiring.
    Add {
        /// The organisation's id.
        org: String,
    },
    /// List an organisation's secrets: ids and states, never a secret.
    List {
        /// The organisation's id.
        org: String,
    },
    /// End a secret: tokens it signed are refused from now on.
    Retire {
        /// The secret's id.
        secret: String,
    },
}

/// What can be done with agents.
#[derive(Debug, Subcommand)]
pub enum AgentSubcommand {
    /// Make an agent and print its id.
    Add {
        /// The organisation's id.
        org: String,
        /// What it is called.
        name: String,
        /// knowledge (quotes Markdown), openai (any chat completions API) or hostagentes.
        #[arg(long, default_value = "knowledge", value_parser = ["knowledge", "openai", "hostagentes"])]
        kind: String,
        /// Setup as JSON that no page sees: {"knowledge":["DIR"],"instructions","base_url","model","api_key_env",…}
        #[arg(long, default_value = "{}", value_name = "JSON")]
        setup: String,
        /// Profile as JSON that pages see: {"skills","style":{"greeting",…},…}
        #[arg(long, default_value = "{}", value_name = "JSON")]
        profile: String,
    },
    /// List an organisation's agents.
    List {
        /// The organisation's id.
        org: String,
    },
    /// Let an agent answer, or no longer.
    Status {
        /// The agent's id.
        agent: String,
        /// active or paused.
        #[arg(value_parser = ["active", "paused"])]
        to: String,
    },
}

/// What can be done with answers of the team.
#[derive(Debug, Subcommand)]
pub enum CorrectionSubcommand {
    /// Answer a question, in whatever words it is asked. Prints the answer's id.
    Add {
        /// The organisation's id.
        org: String,
        /// The question, as a visitor would ask it.
        question: String,
        /// The answer, Markdown.
        answer: String,
        /// The language of the question, such as `de`; else it is detected.
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
    },
    /// List an organisation's answers.
    List {
        /// The organisation's id.
        org: String,
    },
    /// Take an answer back.
    Delete {
        /// The answer's id.
        correction: String,
    },
}

/// What can be done with tickets.
#[derive(Debug, Subcommand)]
pub enum TicketSubcommand {
    /// List an organisation's tickets, newest first.
    List {
        /// The organisation's id.
        org: String,
        /// Closed ones too.
        #[arg(long)]
        all: bool,
    },
    /// Print a ticket.
    Show {
        /// The ticket's id.
        ticket: String,
    },
    /// Close a ticket.
    Close {
        /// The ticket's id.
        ticket: String,
    },
}

/// What can be done with subscriptions.
#[derive(Debug, Subcommand)]
pub enum SubscriptionSubcommand {
    /// Tell somebody of what happens from now on, and print the id; with a webhook, also the secret that it is signed with,
    /// this once.
    Add {
        /// The organisation's id.
        org: String,
        /// Where.
        #[command(flatten)]
        to: Receiver,
        /// What; may be repeated. None: everything.
        #[arg(long, value_name = "TOPIC", value_parser = PossibleValuesParser::new(Topic::ALL.map(Topic::word)))]
        topic: Vec<String>,
    },
    /// List an organisation's subscriptions: ids, kinds, addresses, topics.
    List {
        /// The organisation's id.
        org: String,
    },
    /// Send a test now, from here, with the settings of the server (--config or environment), and print what was answered.
    Test {
        /// The subscription's id.
        subscription: String,
    },
    /// End a subscription. What it was still to hear is not sent.
    Delete {
        /// The subscription's id.
        subscription: String,
    },
    /// Print an organisation's deliveries, newest first: id, topic, state, when, tries, when again, last outcome, address.
    Log {
        /// The organisation's id.
        org: String,
    },
    /// Print every try of a delivery: when, milliseconds, outcome.
    Tries {
        /// The delivery's id.
        delivery: String,
    },
    /// Send a delivery that failed or was given up once more, with another day of tries.
    Retry {
        /// The delivery's id.
        delivery: String,
    },
}

/// Where a subscriber is reached.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Receiver {
    /// An address that JSON is posted to, signed.
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    /// The address of an incoming webhook of Slack, or of what takes the same.
    #[arg(long, value_name = "URL")]
    pub slack: Option<String>,
    /// An address of e-mail.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
}

/// What can be done with the team.
#[derive(Debug, Subcommand)]
pub enum TeamSubcommand {
    /// Add somebody who answers visitors, or rename who has that address. Prints the id, and the token for `converse`, this
    /// once: earlier tokens no longer count.
    Add {
        /// The organisation's id.
        org: String,
        /// The teammate's address.
        email: String,
        /// What visitors read; none: the address up to its @.
        #[arg(long)]
        name: Option<String>,
    },
    /// List an organisation's team: ids, addresses, names, who is there.
    List {
        /// The organisation's id.
        org: String,
    },
    /// Give a teammate a picture that visitors see, or take it away.
    Picture {
        /// The teammate's id.
        teammate: String,
        /// A JPEG, PNG or WebP file; none: the picture goes.
        file: Option<PathBuf>,
    },
    /// Make a new token for a teammate; earlier ones no longer count.
    Token {
        /// The teammate's id.
        teammate: String,
    },
    /// End a teammate's access at once. What was said stays.
    Disable {
        /// The teammate's id.
        teammate: String,
    },
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserSubcommand {
    /// Delete a user: record, conversations (from before it was identified, too), events, tickets and enrolments. Prints
    /// how many rows went from which table.
    Delete {
        /// The organisation's id.
        org: String,
        /// The user's id, as the site gave it.
        user: String,
    },
}

/// What can be done with sessions.
#[derive(Debug, Subcommand)]
pub enum SessionSubcommand {
    /// Delete a session: messages, answers, events and tickets. Prints how many rows went from which table.
    Delete {
        /// The organisation's id.
        org: String,
        /// The session's id.
        session: String,
    },
}

/// What can be done with series.
#[derive(Debug, Subcommand)]
pub enum SeriesSubcommand {
    /// Make a series and print its id.
    Add {
        /// The organisation's id.
        org: String,
        /// What it is called.
        name: String,
        /// Seconds from enrolment to the first message.
        #[arg(long, default_value_t = 0)]
        delay_seconds: u32,
        /// Kind of automation; users can be enrolled in series only.
        #[arg(long, default_value = "series")]
        kind: String,
        /// active or draft; users can be enrolled in active ones only.
        #[arg(long, default_value = "active", value_parser = ["active", "draft"])]
        status: String,
    },
}
