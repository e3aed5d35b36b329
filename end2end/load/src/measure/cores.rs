//! Which processor does what: the server under test has one of its own, everything else shares the others.

use nix::{
    sched::{CpuSet, sched_getaffinity, sched_setaffinity},
    sys::resource::{Resource, getrlimit, setrlimit},
    unistd::Pid,
};

/// The calling thread.
const SELF: Pid = Pid::from_raw(0);

/// The division, if there is more than one processor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cores(Option<Division>);

#[derive(Clone, Copy, Debug)]
struct Division {
    server: CpuSet,
    rest: CpuSet,
}

impl Cores {
    /// Moves the calling thread, and all that it starts, away from the server's processor. As many files as the system
    /// allows may be open from now on.
    pub(crate) fn divide(together: bool) -> nix::Result<Self> {
        let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
        setrlimit(Resource::RLIMIT_NOFILE, most, most)?;
        let allowed = sched_getaffinity(SELF)?;
        let mut numbers = (0..CpuSet::count()).filter(|number| allowed.is_set(*number).unwrap_or(false));
        let (Some(first), Some(_), false) = (numbers.next(), numbers.next(), together) else { return Ok(Self(None)) };
        let (mut server, mut rest) = (CpuSet::new(), allowed);
        server.set(first)?;
        rest.unset(first)?;
        sched_setaffinity(SELF, &rest)?;
        Ok(Self(Some(Division { server, rest })))
    }

    /// What `start` starts stays on the server's processor.
    pub(super) fn at_server<T>(self, start: impl FnOnce() -> T) -> nix::Result<T> {
        let Some(Division { server, rest }) = self.0 else { return Ok(start()) };
        sched_setaffinity(SELF, &server)?;
        let started = start();
        sched_setaffinity(SELF, &rest)?;
        Ok(started)
    }
}
