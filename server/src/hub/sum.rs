//! All channels in numbers, for operators. Nothing goes by them.

/// All channels in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    /// Held.
    pub channels: usize,
    /// Who watches, by whichever protocol.
    pub viewers: u64,
    /// Who watches by one that tells of each vote.
    pub plain_viewers: u64,
    /// Frames in all logs,
    pub frames: usize,
    /// in the longest one,
    pub longest: usize,
    /// and their bytes.
    pub bytes: usize,
}
