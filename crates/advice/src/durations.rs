//! How long past incidents of ChatGPT lasted, for sentences that must not promise anything.

use std::time::Duration;

// From OpenAI's status page, 107 incidents about ChatGPT, 2023 to 2026, from the first to the last
// moment as published; rounded to 5 min. `cargo xtask derive` prints the exact figures. These are
// incidents that were posted: most failures are shorter and are never posted.

/// One incident in four was over within this time.
pub const QUARTER: Duration = minutes(45);

/// Half the incidents were over within this time.
pub const MEDIAN: Duration = minutes(95);

/// Three incidents in four were over within this time.
pub const THREE_QUARTERS: Duration = minutes(220);

/// Nine incidents in ten were over within this time.
pub const NINE_IN_TEN: Duration = minutes(400);

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n * 60)
}
