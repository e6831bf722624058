use crate::RateName;
use core::fmt;

/// What one request used, in one meaning for all providers: the input includes what was read from and
/// written to caches, the output includes reasoning.
///
/// ```
/// use kei_registry::Usage;
///
/// let usage = Usage {
///     cache_read_tokens: 20_000,
///     fees: &[("webSearch", 3)],
///     ..Usage::new(120_000, 50_000)
/// };
/// # assert_eq!(usage.input_tokens, 120_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage<'a> {
    /// All tokens of the input, those read from and written to a cache included.
    pub input_tokens: u64,
    /// All tokens of the output, reasoning included.
    pub output_tokens: u64,
    /// Part of the output that was reasoning. It costs what other output costs, where it has no rate.
    pub reasoning_tokens: u64,
    /// Part of the input that was read from a cache.
    pub cache_read_tokens: u64,
    /// Part of the input that was written to a cache whose lifetime is not said.
    pub cache_write_tokens: u64,
    /// Part of the input that was written to a five-minute cache.
    pub cache_write_5m_tokens: u64,
    /// Part of the input that was written to a one-hour cache.
    pub cache_write_1h_tokens: u64,
    /// Part of the input that was written to a 30-minute cache.
    pub cache_write_30m_tokens: u64,
    /// Part of the input that was written to a twelve-hour cache.
    pub cache_write_12h_tokens: u64,
    /// Part of the input that was sound, and came from no cache.
    pub audio_input_tokens: u64,
    /// Part of the output that was sound.
    pub audio_output_tokens: u64,
    /// Part of the input that was pictures, and came from no cache.
    pub image_input_tokens: u64,
    /// Part of the output that was pictures.
    pub image_output_tokens: u64,
    /// Part of `cache_read_tokens` that was sound.
    pub cache_read_audio_tokens: u64,
    /// Part of `cache_read_tokens` that was pictures.
    pub cache_read_image_tokens: u64,
    /// What is billed by its number, by the name that the price has for it: `("webSearch", 3)`.
    pub fees: &'a [(&'a str, u64)],
}

/// Parts exceed the whole that contains them, or a share is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidUsage {
    /// Caches, sound and pictures exceed the input.
    PartsExceedInput,
    /// Reasoning, sound and pictures exceed the output.
    PartsExceedOutput,
    /// Cached sound and pictures exceed what was read from caches.
    PartsExceedCacheReads,
    /// The share of a workload that is read from a cache is not from 0 to 1.
    CachedShare,
}

impl fmt::Display for InvalidUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InvalidUsage::PartsExceedInput => {
                "input_tokens includes tokens of caches, sound and pictures, so it cannot be less than their sum"
            }
            InvalidUsage::PartsExceedOutput => {
                "output_tokens includes tokens of reasoning, sound and pictures, so it cannot be less than their sum"
            }
            InvalidUsage::PartsExceedCacheReads => {
                "cache_read_tokens includes cached sound and pictures, so it cannot be less than their sum"
            }
            InvalidUsage::CachedShare => "cached_share must be from 0 to 1",
        })
    }
}

/// Tokens of one kind, and the rates that may bill them: the first that is known.
pub(crate) type Line = (u64, &'static [RateName]);

/// The tokens of a usage by what they are billed as, each counted once.
pub(crate) struct Lines {
    pub(crate) input: [Line; 11],
    pub(crate) output: [Line; 4],
}

impl<'a> Usage<'a> {
    /// Tokens of a request that had nothing to do with a cache, all of them text, and no reasoning that
    /// is known of.
    pub const fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            reasoning_tokens: 0,
            cache_read_tokens: 0,
            cache_write_tokens: 0,
            cache_write_5m_tokens: 0,
            cache_write_1h_tokens: 0,
            cache_write_30m_tokens: 0,
            cache_write_12h_tokens: 0,
            audio_input_tokens: 0,
            audio_output_tokens: 0,
            image_input_tokens: 0,
            image_output_tokens: 0,
            cache_read_audio_tokens: 0,
            cache_read_image_tokens: 0,
            fees: &[],
        }
    }

    /// Pictures are input like text where they have no rate of their own; sound never is. A cache whose
    /// lifetime is not said is the one that the protocol has by itself: five minutes, or thirty.
    pub(crate) fn lines(&self) -> Result<Lines, InvalidUsage> {
        use RateName::{
            CacheRead, CacheReadAudio, CacheReadImage, CacheWrite, CacheWrite12h, CacheWrite1h,
            CacheWrite30m, CacheWrite5m, Input, InputAudio, InputImage, Output, OutputAudio,
            OutputImage, Reasoning,
        };
        let input = [
            self.cache_read_tokens,
            self.cache_write_tokens,
            self.cache_write_5m_tokens,
            self.cache_write_1h_tokens,
            self.cache_write_30m_tokens,
            self.cache_write_12h_tokens,
            self.audio_input_tokens,
            self.image_input_tokens,
        ];
        let input = rest(self.input_tokens, &input).ok_or(InvalidUsage::PartsExceedInput)?;
        let output = [
            self.reasoning_tokens,
            self.audio_output_tokens,
            self.image_output_tokens,
        ];
        let output = rest(self.output_tokens, &output).ok_or(InvalidUsage::PartsExceedOutput)?;
        let read = [self.cache_read_audio_tokens, self.cache_read_image_tokens];
        let read =
            rest(self.cache_read_tokens, &read).ok_or(InvalidUsage::PartsExceedCacheReads)?;
        Ok(Lines {
            input: [
                (input, &[Input]),
                (read, &[CacheRead]),
                (
                    self.cache_write_tokens,
                    &[CacheWrite, CacheWrite5m, CacheWrite30m],
                ),
                (self.cache_write_5m_tokens, &[CacheWrite5m, CacheWrite]),
                (self.cache_write_1h_tokens, &[CacheWrite1h]),
                (self.cache_write_30m_tokens, &[CacheWrite30m, CacheWrite]),
                (self.cache_write_12h_tokens, &[CacheWrite12h]),
                (self.audio_input_tokens, &[InputAudio]),
                (self.image_input_tokens, &[InputImage, Input]),
                (self.cache_read_audio_tokens, &[CacheReadAudio]),
                (self.cache_read_image_tokens, &[CacheReadImage, CacheRead]),
            ],
            output: [
                (output, &[Output]),
                (self.reasoning_tokens, &[Reasoning, Output]),
                (self.audio_output_tokens, &[OutputAudio]),
                (self.image_output_tokens, &[OutputImage]),
            ],
        })
    }
}

/// What is left of a whole without its parts, if they do not exceed it.
fn rest(whole: u64, parts: &[u64]) -> Option<u64> {
    parts
        .iter()
        .try_fold(whole, |rest, part| rest.checked_sub(*part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_exceed_the_whole() {
        let invalid = |usage: Usage| usage.lines().map(|_| ()).unwrap_err();
        let cached = Usage {
            cache_read_tokens: u64::MAX,
            cache_write_1h_tokens: 1,
            ..Usage::new(u64::MAX, 0)
        };
        assert_eq!(invalid(cached), InvalidUsage::PartsExceedInput);
        let thought = Usage {
            reasoning_tokens: 1,
            image_output_tokens: 1,
            ..Usage::new(0, 1)
        };
        assert_eq!(invalid(thought), InvalidUsage::PartsExceedOutput);
        let heard = Usage {
            cache_read_tokens: 1,
            cache_read_audio_tokens: 2,
            ..Usage::new(2, 0)
        };
        assert_eq!(invalid(heard), InvalidUsage::PartsExceedCacheReads);
    }

    #[test]
    fn every_token_is_counted_once() {
        let usage = Usage {
            cache_read_tokens: 5,
            cache_read_audio_tokens: 2,
            cache_read_image_tokens: 1,
            audio_input_tokens: 3,
            reasoning_tokens: 4,
            ..Usage::new(10, 9)
        };
        let lines = usage.lines().unwrap();
        let sum = |lines: &[Line]| lines.iter().map(|(tokens, _)| tokens).sum::<u64>();
        assert_eq!((sum(&lines.input), sum(&lines.output)), (10, 9));
        assert_eq!((lines.input[0].0, lines.input[1].0), (2, 2));
        assert_eq!(lines.output[0].0, 5);
    }
}
