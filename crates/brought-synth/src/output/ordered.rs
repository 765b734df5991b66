//! Work on several threads whose results come in order.

use std::sync::mpsc::sync_channel;
use std::thread;

/// Makes `count` things on so many threads and takes them one after another in order, whichever is ready first.
///
/// Each thread makes every so-manieth thing and waits when nobody has taken its last one, so that no more than two for each thread are
/// held at any time. The first failure, of making or of taking, ends all of it.
pub(super) fn each<T: Send, E: Send>(
    threads: usize,
    count: usize,
    make: impl Fn(usize) -> Result<T, E> + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let threads = threads.clamp(1, count.max(1));
    let make = &make;
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..threads)
            .map(|lane| {
                let (send, receive) = sync_channel(0);
                scope.spawn(move || {
                    for number in (lane..count).step_by(threads) {
                        // Nobody takes any more: something failed.
                        if send.send(make(number)).is_err() {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
        for number in 0..count {
            // A lane that ends early has panicked, and the scope passes that on.
            let Ok(made) = lanes[number % threads].recv() else { break };
            take(made?)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_on_any_number_of_threads() {
        for threads in [1, 2, 5, 40] {
            let mut taken = Vec::new();
            let done: Result<(), ()> = each(threads, 17, Ok, |number| {
                taken.push(number);
                Ok(())
            });
            assert_eq!((done, taken), (Ok(()), (0..17).collect::<Vec<_>>()));
        }
    }

    #[test]
    fn the_first_failure_ends_it() {
        let mut taken = 0;
        let made = each(
            3,
            100,
            |number| if number == 7 { Err("making") } else { Ok(number) },
            |_| {
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((made, taken), (Err("making"), 7));
        assert_eq!(each(3, 100, Ok, |number| if number == 4 { Err("taking") } else { Ok(()) }), Err("taking"));
        assert_eq!(each(2, 0, |_| Err(()), |(): ()| Ok(())), Ok(()));
    }
}
