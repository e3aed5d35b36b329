//! Whom Postgres runs as: it refuses root, so that root must lend it an ordinary user.

use crate::EmbeddedError;
use nix::unistd::{Gid, Uid, User, chown};
use std::{
    fs, io,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::Command,
};

/// Users that exist for the purpose, the best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// An ordinary user.
pub(super) struct Account {
    name: String,
    uid: Uid,
    gid: Gid,
}

impl Account {
    /// `None`: we are an ordinary user ourselves.
    pub(super) fn ordinary() -> Option<Self> {
        if !Uid::effective().is_root() {
            return None;
        }
        let user = CANDIDATES.into_iter().find_map(|name| User::from_name(name).ok().flatten())?;
        Some(Self { name: user.name, uid: user.uid, gid: user.gid })
    }

    /// Hands `path` over.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        Ok(chown(path, Some(self.uid), Some(self.gid))?)
    }

    /// Makes `command` run as this user.
    pub(super) fn run_as(&self, command: &mut Command) {
        command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
    }

    /// Refuses what a third user owns: made over for this one, its owner could not start a server on it any more.
    pub(super) fn may_use(&self, folders: &[&Path]) -> Result<(), EmbeddedError> {
        for folder in folders {
            let Ok(of) = fs::metadata(folder) else { continue };
            let owner = Uid::from_raw(of.uid());
            if !owner.is_root() && owner != self.uid {
                let owner = User::from_uid(owner).ok().flatten().map_or_else(|| owner.to_string(), |user| user.name);
                return Err(EmbeddedError::Foreign { directory: folder.to_path_buf(), owner });
            }
        }
        Ok(())
    }

    /// Whether every folder down to `directory` lets this user pass.
    pub(super) fn can_enter(&self, directory: &Path) -> Result<(), EmbeddedError> {
        let blocked = directory.ancestors().find(|folder| {
            fs::metadata(folder).is_ok_and(|of| {
                let passes = if of.uid() == self.uid.as_raw() {
                    0o100
                } else if of.gid() == self.gid.as_raw() {
                    0o010
                } else {
                    0o001
                };
                of.mode() & passes == 0
            })
        });
        match blocked {
            None => Ok(()),
            Some(folder) => Err(EmbeddedError::Unreachable { user: self.name.clone(), blocked: folder.to_owned() }),
        }
    }
}
