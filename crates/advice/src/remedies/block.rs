//! Explains a refusal. This is no remedy: nothing is offered as a way round a limit, block or
//! check.

use detect::Class;
use evidence::{Block, Evidence};
use text::Text;

/// What was refused, and what that means.
pub fn explained(evidence: &Evidence) -> [Text; 2] {
    let limited = evidence.class == Some(Class::RateLimited) || evidence.code == Some(429);
    let checked = evidence.class == Some(Class::Challenge);
    let id = match evidence.block {
        Some(Block::Country) => "refusal_country",
        Some(Block::UnusualActivity) => "refusal_unusual_activity",
        Some(Block::Address) => "refusal_address",
        Some(Block::Rule) => "refusal_blocked",
        None if limited => "refusal_limited",
        None if checked => "refusal_checked",
        None if evidence.code == Some(401) => "refusal_signed_out",
        None if evidence.class == Some(Class::Blocked) => "refusal_blocked",
        None if matches!(evidence.code, Some(403 | 451)) => "refusal_blocked",
        // Only the request without cookies met one.
        None => "refusal_checked",
    };
    [Text::new(id), Text::new("refusal_left_alone")]
}
