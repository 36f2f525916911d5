use crate::engine::job::LocalFuture;

use super::{Session, Stop};

/// A way to fool a network: which images to look at, one after the other.
///
/// It never decides on success, never counts and never rounds: the [`Session`] does.
pub trait Attack: Sync {
    /// Looks at images until the session stops it, or until it has nothing more to try.
    ///
    /// # Errors
    /// [`Stop`], from the session, to be passed on.
    fn run<'a, 's: 'a>(&'a self, session: &'a mut Session<'s>)
    -> LocalFuture<'a, Result<(), Stop>>;
}
