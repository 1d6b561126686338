//! Gives memory back to the system once many connections have closed. The C library's allocator keeps what was freed for
//! later, between what is in use, so that a server would go on holding what its busiest minute took.

use std::time::Duration;

use crate::state::AppState;

/// How soon after a rush.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// What fewer connections hold is not worth looking for.
const MANY_CONNECTIONS: i64 = 64;

/// Gives memory back whenever half of the connections have closed. Never returns.
pub async fn give_back(app: AppState) {
    let mut most = 0;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let open = app.metrics().open_connections();
        most = most.max(open);
        if most >= MANY_CONNECTIONS && open <= most / 2 {
            most = open;
            // It takes milliseconds, and a worker of the runtime has other things to do.
            let _ = tokio::task::spawn_blocking(trim).await;
        }
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the one call that the allocator has for it")]
fn trim() {
    // SAFETY: it takes no pointer, and the C library documents it as safe on several threads.
    unsafe {
        libc::malloc_trim(0);
    }
}

/// Other allocators give back by themselves, or cannot.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn trim() {}
