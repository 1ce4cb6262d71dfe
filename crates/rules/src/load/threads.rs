//! Work on many texts at once: rules are read between a start and its answer.
//!
//! On threads of its own and no pool's: who loads rules may hold a lock, and a pool's thread that
//! waits takes up other work, which may ask for the same lock. Must never know: what the work is.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Fewer items than this are done sooner than another thread is there.
const FEW: usize = 8;
/// Bytes of stack; patterns are parsed to a bounded depth, as files are.
const STACK: usize = 64 << 20;

/// Makes something of each item; the results in the order of the items.
pub fn of_each<'i, T: Sync, R: Send>(items: &'i [T], make: impl Fn(&'i T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len() / FEW);
    if threads < 2 {
        return items.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let claim = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        items.get(at).map(|item| (at, item))
    };
    let work = || {
        let mut done = Vec::new();
        while let Some((at, item)) = claim() {
            done.push((at, make(item)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        // Where no thread is to be had, this one does it all.
        let others: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::of_each;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for count in [0, 1, 100] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(of_each(&items, |item| item * 2), doubled);
        }
    }
}
