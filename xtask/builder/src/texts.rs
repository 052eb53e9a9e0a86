//! The texts as they are shipped: from the catalogues that translators' tools know, a file of lines
//! for each language, English as a script with the ids of those lines, and for the browser what it
//! shows by itself.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Of the catalogues what nobody but the browser and the stores says.
const BROWSERS_OWN: [&str; 4] = ["name", "description", "command_check", "command_pause"];

/// A catalogue: ids, each with its message and what translators should know of it.
type Catalogue = Map<String, Value>;

/// The script that holds English, and its types.
const ENGLISH: [&str; 2] = ["english.js", "english.d.ts"];

/// Writes English as a script into a folder, with its types.
///
/// # Errors
/// A catalogue cannot be read.
pub fn english_module(locales: &Path, folder: &Path) -> Result<()> {
    let english = english(locales)?;
    let ids = ids_of(&english, &catalogues(locales)?);
    let known: Vec<String> =
        ids.iter().filter(|id| english.contains_key(*id)).map(|id| json!(id).to_string()).collect();
    let types = format!(
        "export type TextId =\n  | {};\n\
         export declare const ENGLISH: Readonly<Record<TextId, string>>;\n\
         export declare const OTHER_FORMS: readonly string[];\n",
        known.join("\n  | ")
    );
    let [script, declared] = ENGLISH;
    fs::write(folder.join(script), english_script(&english, &ids)?)?;
    fs::write(folder.join(declared), types)?;
    Ok(())
}

/// Writes the texts of an extension's folder, in which its catalogues and scripts stand.
///
/// # Errors
/// A catalogue cannot be read, or a message has more than one line.
pub fn write(folder: &Path) -> Result<()> {
    let locales = folder.join("_locales");
    let (english, languages) = (english(&locales)?, catalogues(&locales)?);
    let ids = ids_of(&english, &languages);
    let shown = shown_by_the_browser(folder)?;
    fs::create_dir_all(folder.join("texts"))?;
    for (path, own) in languages {
        let name = path.file_name().and_then(|name| name.to_str()).context("no language")?;
        // What a language does not have yet is said in English.
        let message = |id: &str| {
            let message = own.get(id).or_else(|| english.get(id));
            message.and_then(|message| message["message"].as_str())
        };
        // English is the script.
        if name != "en" {
            let mut lines = String::new();
            for id in &ids {
                let line = message(id).unwrap_or_default();
                ensure!(!line.contains('\n'), "{name}: {id} has more than one line");
                lines += line;
                lines.push('\n');
            }
            fs::write(folder.join("texts").join(name.replace('_', "-") + ".txt"), lines)?;
        }
        let mut kept = Catalogue::new();
        for id in &shown {
            let message = message(id).with_context(|| format!("no text is called {id}"))?;
            kept.insert(id.clone(), json!({ "message": message }));
        }
        fs::write(path.join("messages.json"), serde_json::to_string(&kept)? + "\n")?;
    }
    Ok(())
}

fn english(locales: &Path) -> Result<Catalogue> {
    read(&locales.join("en/messages.json"))
}

/// Every language's folder and catalogue, in the order of their codes.
fn catalogues(locales: &Path) -> Result<Vec<(PathBuf, Catalogue)>> {
    let mut languages = Vec::new();
    for language in fs::read_dir(locales)? {
        let path = language?.path();
        languages.push((path.clone(), read(&path.join("messages.json"))?));
    }
    languages.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(languages)
}

/// English as a script, which is there wherever scripts run: its texts by their ids, and the ids of the
/// plural forms that other languages have beside them, in the order of the lines of every file.
fn english_script(english: &Catalogue, ids: &[String]) -> Result<String> {
    let mut texts = Vec::new();
    let mut others = Vec::new();
    for id in ids {
        match english.get(id) {
            Some(message) => texts.push(format!("{}:{}", json!(id), message["message"])),
            None => others.push(id),
        }
    }
    let others = serde_json::to_string(&others)?;
    Ok(format!(
        "export const ENGLISH = {{{}}};\nexport const OTHER_FORMS = {others};\n",
        texts.join(",")
    ))
}

/// The ids in the order of their lines: English's, then the forms of plurals that it has not.
fn ids_of(english: &Catalogue, all: &[(PathBuf, Catalogue)]) -> Vec<String> {
    let mut ids: Vec<String> =
        english.keys().filter(|id| !BROWSERS_OWN.contains(&id.as_str())).cloned().collect();
    let more = all.iter().flat_map(|(_, catalogue)| catalogue.keys());
    let more = more.filter(|id| !english.contains_key(*id)).cloned();
    ids.extend(more.collect::<BTreeSet<_>>());
    ids
}

/// The ids that the manifest names, and those that scripts ask the browser for.
fn shown_by_the_browser(folder: &Path) -> Result<BTreeSet<String>> {
    let mut ids = named(&fs::read_to_string(folder.join("manifest.json"))?, "__MSG_", "__");
    let mut ahead = vec![folder.to_owned()];
    while let Some(next) = ahead.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                ahead.push(path);
            } else if path.extension().is_some_and(|extension| extension == "js") {
                ids.append(&mut named(&fs::read_to_string(path)?, "i18n.getMessage(\"", "\""));
            }
        }
    }
    Ok(ids)
}

/// What stands between these two in a text, wherever they stand.
fn named(text: &str, begin: &str, end: &str) -> BTreeSet<String> {
    let named = text.split(begin).skip(1).filter_map(|rest| rest.split_once(end));
    named.map(|(name, _)| name.to_owned()).collect()
}

fn read(path: &Path) -> Result<Catalogue> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(ids: &[&str]) -> Catalogue {
        ids.iter().map(|id| ((*id).to_owned(), Value::Null)).collect()
    }

    #[test]
    fn ids_are_english_ones_in_their_order_and_then_the_forms_that_it_has_not() {
        let english = catalogue(&["name", "tabs_other", "a"]);
        let arabic = catalogue(&["tabs_two", "tabs_few", "a"]);
        let all = [english.clone(), arabic].map(|catalogue| (PathBuf::new(), catalogue));
        let ids = ids_of(&english, &all);
        assert_eq!(ids, ["tabs_other", "a", "tabs_few", "tabs_two"]);
    }

    #[test]
    fn english_travels_as_a_script_and_names_the_forms_that_it_has_not() -> Result<()> {
        let mut english = catalogue(&[]);
        english.insert("a".to_owned(), json!({ "message": "\"A\"" }));
        let ids = ["a".to_owned(), "a_few".to_owned()];
        assert_eq!(
            english_script(&english, &ids)?,
            "export const ENGLISH = {\"a\":\"\\\"A\\\"\"};\nexport const OTHER_FORMS = [\"a_few\"];\n"
        );
        Ok(())
    }

    #[test]
    fn what_the_browser_shows_is_named_by_the_manifest_and_by_scripts() {
        let manifest = r#"{ "name": "__MSG_name__", "title": "__MSG_panel_label__" }"#;
        assert_eq!(Vec::from_iter(named(manifest, "__MSG_", "__")), ["name", "panel_label"]);
    }
}
