//! Programs that run until somebody ends them: the server, trunk. They end together, whichever way the end comes:
//! Ctrl-C, a signal to this program, or one of them ending by itself.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Outcome};
use crate::process::succeeds;

/// Often enough to feel immediate, seldom enough to cost nothing.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Answers under way may finish; then patience ends.
const GRACE: Duration = Duration::from_secs(10);
/// A debug server on a busy machine opens its store and reads its knowledge well within this.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Programs that end together.
pub(crate) struct ProcessGroup {
    members: Vec<(String, Child)>,
    asked_to_end: Arc<AtomicBool>,
}

impl ProcessGroup {
    /// From here on Ctrl-C ends the group instead of this program.
    pub(crate) fn new() -> Outcome<Self> {
        let asked_to_end = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&asked_to_end)).map_err(|error| {
                Failure::Program { line: "signal handler".to_owned(), outcome: error.to_string() }
            })?;
        }
        Ok(Self { members: Vec::new(), asked_to_end })
    }

    /// Starts a program in a process group of its own, so that it hears of the end from here, once.
    pub(crate) fn start(&mut self, name: &str, command: &mut Command) -> Outcome {
        own_process_group(command);
        let child = command.stdin(Stdio::null()).spawn();
        let child = child.map_err(|error| Failure::Program {
            line: name.to_owned(),
            outcome: format!("did not start ({error})"),
        })?;
        self.members.push((name.to_owned(), child));
        Ok(())
    }

    /// Waits until something answers on the port. `false`: the group was asked to end meanwhile.
    pub(crate) fn wait_for(&mut self, port: u16) -> Outcome<bool> {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if self.asked_to_end.load(Ordering::Relaxed) {
                return Ok(false);
            }
            self.all_run()?;
            if start.elapsed() > READY_WITHIN {
                let outcome = format!("did not answer within {} s", READY_WITHIN.as_secs());
                return Err(Failure::Program { line: format!("127.0.0.1:{port}"), outcome });
            }
            sleep(LOOK_EVERY);
        }
        Ok(true)
    }

    /// Waits for the end, whichever way it comes.
    pub(crate) fn wait(mut self) -> Outcome {
        while !self.asked_to_end.load(Ordering::Relaxed) {
            self.all_run()?;
            sleep(LOOK_EVERY);
        }
        println!();
        Ok(())
    }

    fn all_run(&mut self) -> Outcome {
        for (name, child) in &mut self.members {
            if let Ok(Some(status)) = child.try_wait() {
                return Err(Failure::Program {
                    line: name.clone(),
                    outcome: format!("ended by itself with {status}"),
                });
            }
        }
        Ok(())
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        for (_, child) in &self.members {
            // The whole process group: trunk may be running cargo.
            succeeds(Command::new("kill").args(["-TERM", "--", &format!("-{}", child.id())]));
        }
        let start = Instant::now();
        for (name, child) in &mut self.members {
            while matches!(child.try_wait(), Ok(None)) {
                if start.elapsed() > GRACE {
                    println!("{name} did not end within {} s and is stopped", GRACE.as_secs());
                    let _ = child.kill();
                }
                sleep(LOOK_EVERY);
            }
        }
    }
}

/// Refuses a port that is taken, before anything long is begun.
pub(crate) fn free(port: u16) -> Outcome {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|_| Failure::PortTaken { port })
}

#[cfg(unix)]
fn own_process_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn own_process_group(_: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_refused_by_number() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(free(port).unwrap_err().to_string().contains(&port.to_string()));
        drop(listener);
        assert!(free(port).is_ok());
    }
}
