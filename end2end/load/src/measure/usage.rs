//! What a process uses, as Linux tells it (proc(5)).

use anyhow::Context;
use std::{fs, thread::sleep, time::Duration};

/// A clock tick in /proc: Linux shows a hundred a second on every machine.
const TICK: Duration = Duration::from_millis(10);
/// Where, behind the name of the program, stand the process that started it, `utime` and `stime`, and behind those the
/// same of its children that have ended.
const PARENT: usize = 1;
const TIMES: std::ops::Range<usize> = 11..13;
const ALL_TIMES: std::ops::Range<usize> = 11..15;
/// Numbers of the first line of /proc/stat that add up to the time, and those of them in which nothing is done.
const STATES: usize = 8;
const IDLE: std::ops::Range<usize> = 3..5;
/// How long it is looked whether the machine is quiet, and what part of it may be busy then.
const GLANCE: Duration = Duration::from_millis(500);
const QUIET: f64 = 0.05;

/// Processor time of all threads so far, user and system.
pub(super) fn cpu(process: u32) -> anyhow::Result<Duration> {
    Ok(time(&numbers(process)?, TIMES))
}

/// The same of a process and all that it started, running or not.
pub(super) fn family(process: u32) -> anyhow::Result<Duration> {
    let all = fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    // One that has ended meanwhile is among its parent's.
    let children =
        all.filter_map(|process| numbers(process).ok()).filter(|child| child.get(PARENT) == Some(&process.into()));
    Ok(time(&numbers(process)?, ALL_TIMES) + children.map(|child| time(&child, TIMES)).sum::<Duration>())
}

fn numbers(process: u32) -> anyhow::Result<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).context("the process has ended")?;
    // The name is in brackets, and may have spaces in it; then come a letter, and numbers.
    let (_, rest) = stat.rsplit_once(')').context("not a process")?;
    Ok(rest.split_whitespace().map(|number| number.parse().unwrap_or(0)).collect())
}

fn time(numbers: &[u64], which: std::ops::Range<usize>) -> Duration {
    TICK * numbers.get(which).unwrap_or_default().iter().sum::<u64>() as u32
}

/// Says so if something else is at work: then the numbers are noise.
pub(super) fn warn_if_busy() -> anyhow::Result<()> {
    let before = machine()?;
    sleep(GLANCE);
    let after = machine()?;
    let part = (after.busy - before.busy).as_secs_f64() / (after.all - before.all).as_secs_f64();
    if part > QUIET {
        eprintln!("something else takes {:.0} % of this machine: the numbers will be worth little", part * 100.0);
    }
    Ok(())
}

/// Time of all processors together since the machine was started.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    pub(super) busy: Duration,
    pub(super) all: Duration,
}

/// How busy the machine was so far.
pub(super) fn machine() -> anyhow::Result<Machine> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("an empty /proc/stat")?;
    let numbers: Vec<u64> = line.split_whitespace().skip(1).filter_map(|number| number.parse().ok()).collect();
    let all = time(&numbers, 0..STATES);
    Ok(Machine { busy: all - time(&numbers, IDLE), all })
}

/// Proportional set size, in KiB: memory that it shares counts in part.
pub(super) fn memory(process: u32) -> anyhow::Result<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).context("the process has ended")?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("no PSS")?;
    Ok(line.trim_end_matches("kB").trim().parse()?)
}
