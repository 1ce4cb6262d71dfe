//! The threads that analyse. Work that someone waits for runs at once; the rest runs on threads of
//! its own and pauses while there is any of the first.
//!
//! Must never know: what the work is.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Stack of an analysis thread; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;

/// Counts the work that someone waits for.
#[derive(Default)]
pub struct Gate {
    busy: Mutex<usize>,
    quiet: Condvar,
}

impl Gate {
    fn count(&self) -> MutexGuard<'_, usize> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody waits for anything.
    pub fn wait(&self) {
        let mut busy = self.count();
        while *busy > 0 {
            busy = self.quiet.wait(busy).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Keeps the gate closed while it lives.
struct Busy(Arc<Gate>);

impl Busy {
    fn new(gate: &Arc<Gate>) -> Busy {
        *gate.count() += 1;
        Busy(Arc::clone(gate))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut busy = self.0.count();
        *busy = busy.saturating_sub(1);
        if *busy == 0 {
            self.0.quiet.notify_all();
        }
    }
}

/// The threads. Two pools, because a thread that is deep in a scan cannot be taken back.
#[derive(Clone)]
pub struct Pools {
    now: Arc<rayon::ThreadPool>,
    later: Arc<rayon::ThreadPool>,
    gate: Arc<Gate>,
}

impl Pools {
    /// Starts the threads: as many as the machine has cores, twice.
    pub fn start() -> Result<Pools, rayon::ThreadPoolBuildError> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let build = |name: &'static str, threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .thread_name(move |number| format!("{name}-{number}"))
                .stack_size(STACK)
                .build()
                .map(Arc::new)
        };
        Ok(Pools {
            now: build("analysis", cores.max(2))?,
            later: build("background", cores)?,
            gate: Arc::default(),
        })
    }

    /// Runs work that someone waits for.
    pub fn now(&self, work: impl FnOnce() + Send + 'static) {
        let busy = Busy::new(&self.gate);
        self.now.spawn(move || {
            guarded(work);
            drop(busy);
        });
    }

    /// Runs work that nobody waits for. It should call [`Gate::wait`] now and then.
    pub fn later(&self, work: impl FnOnce() + Send + 'static) {
        self.later.spawn(move || guarded(work));
    }

    /// Closed while someone waits for work.
    pub fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }
}

/// A panic costs this piece of work and nothing else; whoever waits for it sees its sender gone.
fn guarded(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tracing::error!("a piece of work ended with a panic; please report it");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    #[allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]
    fn background_work_waits_for_the_rest_and_a_panic_opens_the_gate() {
        let pools = Pools::start().unwrap();
        let (hold, held) = channel::<()>();
        let (done, ended) = channel();
        pools.now(move || {
            let _ = held.recv();
            panic!("on purpose");
        });
        let gate = pools.gate();
        pools.later(move || {
            gate.wait();
            done.send(()).unwrap();
        });
        assert!(ended.recv_timeout(Duration::from_millis(50)).is_err());
        drop(hold);
        assert!(ended.recv_timeout(Duration::from_secs(5)).is_ok());
    }
}
