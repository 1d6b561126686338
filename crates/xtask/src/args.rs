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

    /// Takes every `name VALUE` and `name=VALUE`, in order.
    pub(crate) fn values(&mut self, name: &str) -> Outcome<Vec<String>> {
        let mut values = Vec::new();
        let mut kept = Vec::new();
        let mut rest = std::mem::take(&mut self.rest).into_iter();
        while let Some(argument) = rest.next() {
            if argument == name {
                values.push(rest.next().ok_or_else(|| self.refusal(&argument))?);
            } else if let Some(value) = argument.strip_prefix(name).and_then(|end| end.strip_prefix('=')) {
                values.push(value.to_owned());
            } else {
                kept.push(argument);
            }
        }
        self.rest = kept;
        Ok(values)
    }

    /// Takes `--port N`.
    pub(crate) fn port(&mut self, default: u16) -> Outcome<u16> {
        match self.values("--port")?.pop() {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| self.refusal(&format!("--port {text}"))),
        }
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
    fn a_value_is_taken_from_the_next_word_or_after_an_equals_sign() {
        let mut given = args("--only a --list --only=b");
        assert_eq!(given.values("--only").unwrap(), ["a", "b"]);
        assert!(given.flag("--list"));
        assert!(given.finish().is_ok());
    }

    #[test]
    fn what_nobody_took_is_refused_by_name() {
        let refusal = args("--lst").finish().unwrap_err().to_string();
        assert!(refusal.contains("--lst") && refusal.contains("--list"), "{refusal}");
    }

    #[test]
    fn a_port_past_the_range_and_a_missing_value_are_refused() {
        assert!(args("--port 70000").port(1).is_err());
        assert!(args("--port").port(1).is_err());
        assert_eq!(args("").port(8787).unwrap(), 8787);
    }
}
