//! The few options of the commands: flags, and options with one value.

use crate::failure::{Failure, Outcome};

/// What is left of a command line.
pub(crate) struct Args {
    rest: Vec<String>,
    allowed: &'static str,
}

impl Args {
    /// `allowed` is printed when something else is met.
    pub(crate) fn new(rest: Vec<String>, allowed: &'static str) -> Self {
        Self { rest, allowed }
    }

    /// Takes a flag such as `--list`.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|argument| argument != name);
        self.rest.len() < before
    }

    /// Refuses whatever has not been taken.
    pub(crate) fn finish(self) -> Outcome {
        match self.rest.first() {
            None => Ok(()),
            Some(argument) => Err(self.refusal(argument)),
        }
    }

    fn refusal(&self, given: &str) -> Failure {
        Failure::Usage { given: given.to_owned(), allowed: self.allowed.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Args {
        Args::new(line.split_whitespace().map(str::to_owned).collect(), "--list --only NAME --port N")
    }

    #[test]
    fn what_nobody_took_is_refused_by_name() {
        let refusal = args("--lst").finish().unwrap_err().to_string();
        assert!(refusal.contains("--lst") && refusal.contains("--list"), "{refusal}");
    }
}
