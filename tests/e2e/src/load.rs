//! What a browser takes of the machine: processor and memory of all its processes, on Linux.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Of the kernel's clock, by which it counts processor time.
const TICK: Duration = Duration::from_millis(10);

/// A process of a browser.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Of the processor, so far.
    pub time: Duration,
    /// Its own, and its part of what it shares.
    pub bytes: u64,
    /// Whether it is a tab's.
    pub is_tab: bool,
}

/// The processes of the browser whose profile lies in this folder, by their numbers.
pub fn of_profile(profile: &Path) -> BTreeMap<u32, Load> {
    let folders = fs::read_dir("/proc").expect("Linux's /proc");
    let all: Vec<u32> = folders
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let parents: BTreeMap<u32, u32> = all
        .iter()
        .filter_map(|pid| Some((*pid, fields(*pid)?.get(1)?.parse().ok()?)))
        .collect();
    let profile = profile.to_string_lossy();
    let mut found: BTreeSet<u32> = all
        .into_iter()
        .filter(|pid| has_word(*pid, &profile))
        .collect();
    loop {
        let before = found.len();
        let children = parents.iter().filter(|(_, parent)| found.contains(parent));
        let children: Vec<u32> = children.map(|(pid, _)| *pid).collect();
        found.extend(children);
        if found.len() == before {
            break;
        }
    }
    let load = |pid: u32| {
        Some((
            pid,
            Load {
                time: time(pid)?,
                bytes: bytes(pid)?,
                is_tab: has_word(pid, "--type=renderer"),
            },
        ))
    };
    found.into_iter().filter_map(load).collect()
}

/// Whether a process was started with it.
fn has_word(pid: u32, word: &str) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&line).contains(word)
}

/// What stands behind a process's name: its state, its parent, and so on.
fn fields(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, behind) = text.rsplit_once(')')?;
    Some(behind.split_whitespace().map(str::to_owned).collect())
}

fn time(pid: u32) -> Option<Duration> {
    let fields = fields(pid)?;
    let ticks: u32 = fields[11].parse::<u32>().ok()? + fields[12].parse::<u32>().ok()?;
    Some(TICK * ticks)
}

fn bytes(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
