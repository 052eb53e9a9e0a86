//! What message boxes are made of: the editors that assistants use, each from its own package.

use std::fmt;

use serde::Serialize;

/// An editor, by the name that the app's script knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Editor {
    /// ChatGPT's, Claude's and Le Chat's.
    ProseMirror,
    /// Perplexity's.
    Lexical,
    /// Gemini's.
    Quill,
    /// On React; of no assistant that is known.
    Slate,
    /// For code; of no assistant that is known.
    CodeMirror,
    /// A plain text field: Copilot's, Grok's and DeepSeek's.
    Textarea,
}

impl Editor {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::ProseMirror,
        Self::Lexical,
        Self::Quill,
        Self::Slate,
        Self::CodeMirror,
        Self::Textarea,
    ];
}

impl fmt::Display for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
