//! English stays easy to read: what the card and the bar say, at a reading age of twelve.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::Value;
use std::fs;
use std::path::Path;

/// The highest Flesch-Kincaid grade of all texts together; grade 7 is read at the age of twelve.
const HIGHEST_GRADE: f64 = 7.0;

/// How the ids of texts begin that the card, the bar, or what unfolds below the card shows.
const SHOWN: [&str; 45] = [
    "panel_title",
    "blank_title",
    "signed_out_title",
    "returning_",
    "network_",
    "certificate_",
    "back_",
    "why_",
    "fault_",
    "doing_",
    "countdown_",
    "refused_",
    "answer_",
    "answered_",
    "checks_",
    "failing_since",
    "clearing",
    "cleared",
    "button_",
    "bar_",
    "limit_",
    "stalled_",
    "status_",
    "prompt_",
    "safe_",
    "sent_",
    "file_",
    "note_",
    "refusal_",
    "quiet_",
    "off_",
    "notify_",
    "cause_",
    "confidence_",
    "sign_",
    "mark_",
    "cost_",
    "how_",
    "came_",
    "ask_",
    "just_now",
    "advice_title",
    "saved_unseen",
    "badge_fault",
    "access_",
];

/// Where ids of texts are named whose texts the card or the bar shows.
const NAMED_IN: [&str; 3] = ["crates/engine/src", "crates/status/src", "extension/content"];

/// Named there, and no sentences: a region's name, how two texts are joined, words that
/// are ids by chance.
const NO_SENTENCES: [&str; 6] = ["panel_label", "name", "description", "lang", "both", "both_stop"];

/// What stands in for arguments. Words of others (an incident's title) are left out.
const SAMPLES: [(&str, &str); 27] = [
    ("code", "502"),
    ("ago", "two minutes ago"),
    ("age", "two minutes"),
    ("until", "14:30"),
    ("start", "14:30"),
    ("end", "15:30"),
    ("count", "3"),
    ("minutes", "7"),
    ("host", "chatgpt.com"),
    ("hosts", "chatgpt.com"),
    ("n", "3"),
    ("why", "it didn’t respond in time"),
    ("cause", "planned maintenance"),
    ("title", ""),
    ("text", ""),
    ("component", ""),
    ("site", "ChatGPT"),
    ("owner", "OpenAI"),
    ("length", "two hours"),
    ("asked", "Do other websites open?"),
    ("answer", "Yes"),
    ("quarter", "30 minutes"),
    ("median", "one hour"),
    ("most", "five hours"),
    ("first", "Firefox"),
    ("address", ""),
    ("files", ""),
];

/// A text with fewer words is a label, such as a button's: it would only flatter the figure.
const FEWEST_WORDS: usize = 4;

#[test]
fn the_card_and_the_bar_are_read_at_twelve() {
    let sentences = sentences();
    let grade = grade(sentences.iter().map(|(_, sentence)| sentence.as_str()));
    println!("{} sentences, grade {grade:.2}; the hardest:", sentences.len());
    let mut hardest: Vec<_> = sentences
        .iter()
        .map(|(id, sentence)| (self::grade([sentence.as_str()].into_iter()), id, sentence))
        .collect();
    hardest.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut worst = String::new();
    for (grade, id, sentence) in hardest.iter().take(10) {
        worst += &format!("{grade:5.1}  {id}: {sentence}\n");
    }
    println!("{worst}");
    assert!(sentences.len() > 100, "only {} sentences were found", sentences.len());
    assert!(grade <= HIGHEST_GRADE, "grade {grade:.2}: say these more simply\n{worst}");
}

#[test]
fn every_beginning_of_an_id_and_every_sample_is_needed() {
    let english = english();
    for beginning in SHOWN {
        let found = english.as_object().unwrap().keys().any(|id| id.starts_with(beginning));
        assert!(found, "no message begins with `{beginning}`: drop it from SHOWN");
    }
    for (name, _) in SAMPLES {
        let argument = format!("{{{name}}}");
        assert!(shown(&english).any(|(_, text)| text.contains(&argument)), "drop {name}");
    }
}

#[test]
fn every_text_that_the_card_or_the_bar_is_given_is_read() {
    let english = english();
    let read: Vec<&str> = shown(&english).map(|(id, _)| id).collect();
    let mut missing = Vec::new();
    for folder in NAMED_IN {
        for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
            let path = file.unwrap().path();
            let Ok(source) = fs::read_to_string(&path) else { continue };
            // What stands between quotes, as every second part of a line.
            let named = source.lines().flat_map(|line| line.split('"').skip(1).step_by(2));
            for id in named.filter(|id| english.get(id).is_some()) {
                if !read.contains(&id) && !NO_SENTENCES.contains(&id) {
                    missing.push(format!("{id} ({})", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "the beginnings of these belong to SHOWN: {missing:#?}");
}

#[test]
fn syllables_are_counted_as_they_are_spoken() {
    let known: [&[&str]; 6] = [
        &[
            "page", "loads", "checked", "served", "cached", "closed", "can’t", "won’t", "it’s",
            "you’re", "aren’t", "times", "through", "type", "names", "codes", "safe", "files’",
        ],
        &[
            "pages",
            "isn’t",
            "doesn’t",
            "couldn’t",
            "didn’t",
            "hasn’t",
            "gateway",
            "loaded",
            "waited",
            "server",
            "updates",
            "trouble",
            "service",
            "something",
            "someone",
            "safely",
            "fixes",
            "Gatewatch",
            "Cloudflare",
            "keyboard",
            "Cloudflare’s",
            "AI",
            "being",
            "doing",
            "proxies",
            "relies",
        ],
        &[
            "connection",
            "incident",
            "component",
            "monitor",
            "everything",
            "various",
            "idea",
            "area",
            "created",
            "VPN",
            "DNS",
            "maintenance",
            "operate",
            "usual",
            "video",
            "511",
            "VPNs",
        ],
        &[
            "ChatGPT",
            "OpenAI",
            "ChatGPT’s",
            "certificate",
            "available",
            "capacity",
            "unusual",
            "502",
            "overloaded",
        ],
        &["automatically", "investigating", "university", "unavailable"],
        &["chatgpt.com", "responsibility", "14:07"],
    ];
    let mut wrong = Vec::new();
    for (words, expected) in known.iter().zip(1..) {
        for word in *words {
            if syllables(word) != expected {
                wrong.push(format!("{word}: {} instead of {expected}", syllables(word)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn long_words_and_long_sentences_are_told_from_short_ones() {
    let easy = grade(["The cat sat on the mat."].into_iter());
    let hard = grade(
        ["Authentication infrastructure intermittently demonstrated considerable degradation."]
            .into_iter(),
    );
    assert!(easy < 1.0, "{easy}");
    assert!(hard > 20.0, "{hard}");
}

/// Flesch and Kincaid's grade of these sentences together (Kincaid et al., 1975).
fn grade<'a>(sentences: impl Iterator<Item = &'a str>) -> f64 {
    let (mut count, mut words, mut spoken) = (0_u32, 0_u32, 0_u32);
    for sentence in sentences {
        count += 1;
        for word in words_of(sentence) {
            words += 1;
            spoken += syllables(word);
        }
    }
    let [count, words, spoken] = [count, words, spoken].map(f64::from);
    0.39 * words / count + 11.8 * spoken / words - 15.59
}

/// Every sentence that is shown, with its message's id.
fn sentences() -> Vec<(String, String)> {
    let english = english();
    let mut all = Vec::new();
    for (id, text) in shown(&english) {
        let text = filled(text);
        // A full stop within an address is followed by no space.
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = ["? ", ". ", "! "].iter().filter_map(|end| rest.find(end)).min();
            let (sentence, after) = rest.split_at(end.map_or(rest.len(), |end| end + 2));
            if words_of(sentence).count() >= FEWEST_WORDS {
                all.push((id.to_owned(), sentence.trim().to_owned()));
            }
            rest = after;
        }
    }
    all
}

fn shown(english: &Value) -> impl Iterator<Item = (&str, &str)> {
    let messages = english.as_object().unwrap().iter();
    messages
        .filter(|(id, _)| SHOWN.iter().any(|beginning| id.starts_with(beginning)))
        .map(|(id, message)| (id.as_str(), message["message"].as_str().unwrap()))
}

/// A text as it may read on the card.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        filled += before;
        let sample = SAMPLES.iter().find(|(known, _)| *known == name);
        filled += sample.unwrap_or_else(|| panic!("no sample for {{{name}}}: {text}")).1;
        rest = after;
    }
    filled + rest
}

fn words_of(sentence: &str) -> impl Iterator<Item = &str> {
    let bounds = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '…' | '/' | '-');
    sentence.split(bounds).filter(|word| word.chars().any(char::is_alphanumeric))
}

/// How many syllables a word has. `ChatGPT` is said as `chat` and three letters, figures one by one.
fn syllables(word: &str) -> u32 {
    let mut parts: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in word.chars().filter(|c| c.is_alphanumeric() || matches!(c, '’' | '.')) {
        let begins = (c.is_uppercase() && last.is_lowercase())
            || (c.is_ascii_digit() != last.is_ascii_digit())
            || c == '.'
            || last == '.';
        if begins || parts.is_empty() {
            parts.push(String::new());
        }
        parts.last_mut().unwrap().push(c);
        last = c;
    }
    let end = parts.iter().rposition(|part| part != ".").map_or(0, |end| end + 1);
    parts[..end].iter().map(|part| syllables_of_a_part(part)).sum::<u32>().max(1)
}

fn syllables_of_a_part(part: &str) -> u32 {
    let (stem, tail) = part.split_once('’').unwrap_or((part, ""));
    if stem == "." {
        return 1; // "dot", within an address
    }
    if stem.chars().all(|c| c.is_ascii_digit()) {
        return stem.chars().map(|c| if matches!(c, '0' | '7') { 2 } else { 1 }).sum();
    }
    let spelled = ["chatgpt", "gpt"].contains(&stem)
        || (stem.len() > 1 && stem.trim_end_matches('s').chars().all(char::is_uppercase));
    if spelled {
        let letters = stem.strip_prefix("chat").unwrap_or(stem).trim_end_matches('s');
        let letters = letters.to_lowercase().chars().map(|c| if c == 'w' { 3 } else { 1 }).sum();
        return if stem.starts_with("chat") { 1 + letters } else { letters };
    }
    let stem = stem.to_lowercase();
    // "isn’t" has one more than "is", "can’t" and "aren’t" have not.
    if let (Some(verb), "t") = (stem.strip_suffix('n'), tail) {
        let spoken = !verb.ends_with(['a', 'e', 'o']);
        return syllables_of_a_word(verb) + u32::from(spoken);
    }
    syllables_of_a_word(&stem)
}

/// Groups of vowels, less the silent ones, with what the rules get wrong in a table.
fn syllables_of_a_word(word: &str) -> u32 {
    if let Some((_, known)) = EXCEPTIONS.iter().find(|(exception, _)| *exception == word) {
        return *known;
    }
    let letters: Vec<char> = word.chars().collect();
    let vowel = |at: usize| matches!(letters[at], 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut count = 0;
    for at in 0..letters.len() {
        if vowel(at) && (at == 0 || !vowel(at - 1)) {
            count += 1;
        }
    }
    // Two vowels that are spoken apart.
    for apart in ["ia", "io", "iu", "eo", "ua", "uo"] {
        count += u32::try_from(word.matches(apart).count()).unwrap();
    }
    for together in ["tio", "sio", "cia", "gio", "cio", "peo", "qua", "quo", "gua", "tia"] {
        count -= u32::try_from(word.matches(together).count()).unwrap();
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    let before = |back: usize| letters.len() > back && !vowel(letters.len() - 1 - back);
    count += u32::from(ends(&["ing"]) && letters.len() > 3 && !before(3));
    let silent = (ends(&["e"]) && before(1) && !(ends(&["le"]) && before(2)))
        || (ends(&["es"])
            && before(2)
            && !(ends(&["les"]) && before(3))
            && !ends(&["ses", "ces", "xes", "zes", "ches", "shes", "ges"]))
        || (ends(&["ed"]) && before(2) && !ends(&["ted", "ded"]))
        || ends(&["ely", "eful", "eless", "ement", "ically"]);
    (count - u32::from(silent && count > 1)).max(1)
}

/// Words that the rules above get wrong.
const EXCEPTIONS: [(&str, u32); 16] = [
    ("anyone", 3),
    ("area", 3),
    ("centre", 2),
    ("create", 2),
    ("created", 3),
    ("everything", 3),
    ("firewall", 2),
    ("gateway", 2),
    ("gatewatch", 2),
    ("idea", 3),
    ("rely", 2),
    ("reinstall", 3),
    ("someone", 2),
    ("something", 2),
    ("sometimes", 2),
    ("timeout", 2),
];

fn english() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales/en/messages.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
