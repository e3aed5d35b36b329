//! `partysense man` and `partysense completions`: what the flags say of themselves, for `man` and for shells. There is no
//! second text of either.

use crate::config::Config;
use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;
use std::{fs, io, path::Path};

/// Prints the completions for `shell`.
pub(super) fn completions(shell: Shell) {
    clap_complete::generate(shell, &mut Config::command(), "partysense", &mut io::stdout());
}

/// Prints the program's page; with a folder, writes that page and one for each command there.
pub(super) fn pages(directory: Option<&Path>) -> anyhow::Result<()> {
    // A page about the help would say what this one does.
    let command = Config::command().disable_help_subcommand(true);
    let Some(directory) = directory else {
        return Ok(clap_mangen::Man::new(command).render(&mut io::stdout())?);
    };
    let write = || {
        fs::create_dir_all(directory)?;
        clap_mangen::generate_to(command, directory)
    };
    write().with_context(|| format!("can't write to {}", directory.display()))
}
