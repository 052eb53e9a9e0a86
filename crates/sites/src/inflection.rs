//! Texts are written for ChatGPT and OpenAI. When they are about another assistant, three languages
//! need other letters beside its name: Korean particles and Turkish suffixes depending on how the
//! name is pronounced, and French elision.

use crate::types::Site;

/// How a name is pronounced, as far as it matters.
struct Said {
    /// Whether it ends in a consonant in Korean.
    is_closed: bool,
    /// The Turkish suffixes: genitive, accusative, dative, locative, ablative.
    turkish: [&'static str; 5],
}

/// The suffixes as the texts have them, after ChatGPT and after OpenAI.
const OF_CHATGPT: [&str; 5] = ["nin", "yi", "ye", "de", "den"];
const OF_OPENAI: [&str; 5] = ["ın", "ı", "a", "da", "dan"];
/// After a vowel, and after a consonant.
const PARTICLES: [(&str, &str); 5] =
    [("가", "이"), ("를", "을"), ("는", "은"), ("와", "과"), ("나", "이나")];

const fn said(is_closed: bool, turkish: [&'static str; 5]) -> Said {
    Said { is_closed, turkish }
}

/// How the assistant's name is pronounced, and its owner's.
const fn names(site: Site) -> [Said; 2] {
    const AI: [&str; 5] = OF_OPENAI;
    match site {
        Site::ChatGpt | Site::ChatOpenAi => [said(false, OF_CHATGPT), said(false, AI)],
        Site::Claude => {
            [said(false, ["un", "u", "a", "da", "dan"]), said(true, ["in", "i", "e", "te", "ten"])]
        }
        Site::Gemini => [said(false, OF_CHATGPT), said(true, ["ın", "ı", "a", "da", "dan"])],
        Site::Copilot => {
            [said(true, ["un", "u", "a", "ta", "tan"]), said(false, ["un", "u", "a", "ta", "tan"])]
        }
        Site::Perplexity => [said(false, OF_CHATGPT), said(false, AI)],
        Site::Grok => [said(true, ["un", "u", "a", "ta", "tan"]), said(false, AI)],
        Site::DeepSeek => {
            [said(false, ["in", "i", "e", "te", "ten"]), said(false, ["in", "i", "e", "te", "ten"])]
        }
        Site::Mistral => [said(false, ["nın", "yı", "ya", "da", "dan"]), said(false, AI)],
        // We do not know how a host's name is pronounced.
        Site::Own => [said(false, OF_CHATGPT), said(false, AI)],
    }
}

/// A text with the letters beside `{site}` and `{owner}` that the site's names need.
#[must_use]
pub fn inflected(text: &str, language: &str, site: Site) -> String {
    let mut text = text.to_owned();
    if site.is_installed() {
        return text;
    }
    let [name, owner] = names(site);
    for (mark, said, written) in [("{site}", &name, &OF_CHATGPT), ("{owner}", &owner, &OF_OPENAI)] {
        match language {
            "ko" if said.is_closed => {
                for (open, closed) in PARTICLES {
                    text = text.replace(&[mark, open].concat(), &[mark, closed].concat());
                }
            }
            "tr" => text = with_suffixes(&text, mark, written, &said.turkish),
            "fr" => {
                let service = site.service();
                let name = if mark == "{site}" { service.name } else { service.owner };
                if !name.starts_with(['A', 'E', 'I', 'O', 'U']) {
                    text = text.replace(&["d’", mark].concat(), &["de ", mark].concat());
                }
            }
            _ => {}
        }
    }
    text
}

/// Replaces each suffix after a mark and an apostrophe by its other form.
fn with_suffixes(text: &str, mark: &str, written: &[&str], wanted: &[&str]) -> String {
    let apostrophe = [mark, "’"].concat();
    let mut parts = text.split(apostrophe.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_alphabetic()).unwrap_or(part.len());
        let (suffix, rest) = part.split_at(end);
        let known = written.iter().position(|known| *known == suffix);
        let suffix = known.and_then(|at| wanted.get(at)).unwrap_or(&suffix);
        out.push_str(&[mark, "’", suffix, rest].concat());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chatgpts_texts_stay_as_they_are() {
        for (language, text) in
            [("tr", "{site}’nin {owner}’ın"), ("ko", "{site}가"), ("fr", "d’{owner}")]
        {
            assert_eq!(inflected(text, language, Site::ChatGpt), text);
        }
    }

    #[test]
    fn the_letters_beside_another_name_are_its_own() {
        for (language, site, text, expected) in [
            (
                "tr",
                Site::Claude,
                "{site}’nin sunucuları, {site}’ye",
                "{site}’un sunucuları, {site}’a",
            ),
            ("tr", Site::DeepSeek, "{owner}’ın sayfası", "{owner}’in sayfası"),
            ("tr", Site::Gemini, "{site}’nin", "{site}’nin"),
            ("ko", Site::Copilot, "{site}가 {owner}는", "{site}이 {owner}는"),
            ("ko", Site::Claude, "{site}를 {owner}가", "{site}를 {owner}이"),
            ("fr", Site::Gemini, "la page d’{owner}", "la page de {owner}"),
            ("fr", Site::Claude, "la page d’{owner}", "la page d’{owner}"),
            ("de", Site::Grok, "{site}-Cache", "{site}-Cache"),
        ] {
            assert_eq!(inflected(text, language, site), expected, "{language}");
        }
    }
}
