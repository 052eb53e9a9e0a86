//! TypeScript's types of what crosses the border between the core and the scripts, made from the
//! Rust ones.

use anyhow::Result;
use engine::{Button, Event, Trouble, View};
use evidence::Question;
use settings::Settings;
use std::path::Path;
use ts_rs::{Config, TS};

/// Writes a module for each of them, and for all that they are made of, into a folder.
///
/// # Errors
/// A file cannot be written.
pub fn write(folder: &Path) -> Result<()> {
    // Moments and sizes fit the 53 bits of a number: `Timestamp` and the bounds see to it.
    let config = Config::new()
        .with_out_dir(folder)
        .with_large_int("number")
        .with_import_extension(Some("ts"));
    Button::export_all(&config)?;
    Event::export_all(&config)?;
    Question::export_all(&config)?;
    Settings::export_all(&config)?;
    Trouble::export_all(&config)?;
    View::export_all(&config)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn each_type_is_written_with_all_that_it_is_made_of_and_with_the_names_of_messages()
    -> Result<()> {
        let folder = std::env::temp_dir().join(format!("gatewatch types {}", std::process::id()));
        write(&folder)?;
        let read = |name: &str| fs::read_to_string(folder.join(name).with_extension("ts"));
        for button in Button::ALL {
            assert!(read("Button")?.contains(&format!("\"{}\"", button.name())), "{button:?}");
        }
        assert!(read("Question")?.contains("\"ask_uses_vpn\""));
        assert!(read("Question")?.contains("\"restart-router\""));
        let event = read("Event")?;
        assert!(event.contains("{ \"Pressed\": {"), "{event}");
        assert!(event.contains("button: Button"), "{event}");
        assert!(event.contains("from \"./Button.ts\""), "{event}");
        assert!(read("View")?.contains("next_check: Timestamp | null"));
        assert!(read("Timestamp")?.contains("type Timestamp = number"));
        assert!(read("Settings")?.contains("type Settings"));
        fs::remove_dir_all(folder)?;
        Ok(())
    }
}
