//! What an assistant is, as data: the type that every other file here fills.

use serde::{Deserialize, Serialize};

/// A watched site: one host, since each fails on its own. Its place in the list is part of what
/// snapshots and the history keep: a new one goes to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    /// `chatgpt.com`
    ChatGpt,
    /// `chat.openai.com`, which today redirects to [`Site::ChatGpt`].
    ChatOpenAi,
    /// `claude.ai`
    Claude,
    /// `gemini.google.com`
    Gemini,
    /// `copilot.microsoft.com`
    Copilot,
    /// `www.perplexity.ai`
    Perplexity,
    /// `grok.com`
    Grok,
    /// `chat.deepseek.com`
    DeepSeek,
    /// `chat.mistral.ai`
    Mistral,
    /// The custom site, which the user chooses: [`own`](crate::own).
    Own,
}

/// An assistant: all that is known of it.
#[derive(Debug)]
pub struct Service {
    /// Its name in commands and in the settings.
    pub id: &'static str,
    /// Its name, as its owner writes it.
    pub name: &'static str,
    /// Whose it is.
    pub owner: &'static str,
    /// Its sites, each with its host. The first is where it is today.
    pub hosts: &'static [(Site, &'static str)],
    /// The requests by which its app talks to its servers.
    pub requests: Requests,
    /// The paths of its documents, as match patterns of the browser.
    pub documents: &'static [&'static str],
    /// Where its app's own scripts and styles come from, on the site itself.
    pub assets: &'static [&'static str],
    /// The parts of an address that are the site's own; any other may name a chat or a person.
    pub routes: &'static [&'static str],
    /// Where users sign in: the beginnings of paths.
    pub sign_in: &'static [&'static str],
    /// The beginnings of a query parameter or fragment that mark a temporary chat, whose text never
    /// reaches the disk. Empty if the address does not tell.
    pub temporary: &'static [&'static str],
    /// What is looked for in its pages.
    pub marks: Marks,
    /// Where its pages name the account that is signed in, if that is known.
    pub account: Option<Account>,
    /// Its status page.
    pub status: StatusPage,
    /// Its owner's help page.
    pub support: &'static str,
}

/// The paths of an app's requests. A `*` stands for one part between slashes: an id.
#[derive(Debug)]
pub struct Requests {
    /// The exact paths by which a message's answer comes. A probe asks for the first one without an
    /// id after a failure inside the app.
    pub messages: &'static [&'static str],
    /// What the app requests besides messages.
    pub others: &'static [(ChatRequest, &'static str)],
}

/// A request by which the app gets a chat, or an answer whose live stream broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatRequest {
    /// An answer's stream is resumed: the live one broke.
    Resume,
    /// The app asks whether an answer is still being written: the live stream broke.
    StreamStatus,
    /// A chat is loaded.
    Load,
    /// The list of chats is loaded.
    List,
    /// The app asks who is signed in.
    Session,
    /// What the app requests before it sends a message; some of it while the user types.
    Prepare,
}

/// Selectors, the likeliest first. Where none of them matches, the page's structure is asked
/// (`extension/content/composer-locator.ts`, `thread-structure.ts`).
#[derive(Debug)]
pub struct Marks {
    /// Where users write.
    pub composers: &'static [&'static str],
    /// What users sent: the last one is the message that was not accepted. The text alone first,
    /// then with what is around it.
    pub turns: &'static [&'static str],
    /// What the assistant wrote: saved for the last turn if its answer breaks off.
    pub answers: &'static [&'static str],
    /// What represents a file of a message, in the composer's form or in the turn: only its name is
    /// noted.
    pub files: &'static [&'static str],
    /// What the app shows once it has given up.
    pub alerts: &'static [&'static str],
    /// What the app shows while it repairs a stream by itself: no failure.
    pub recovering: &'static [&'static str],
}

/// Where pages name the account that is signed in. Only its id is read, and only a hash of that is
/// stored (`extension/content/account-of-page.ts`).
#[derive(Debug)]
pub struct Account {
    /// The element that holds the app's first data as JSON, and the way to the id in it.
    pub data: (&'static str, &'static [&'static str]),
    /// The beginning of keys in the site's local storage, such as `cache/user-`: the id is between that
    /// slash and the next.
    pub stored: &'static str,
}

/// A status page: where it is, its language, and what of it is about this assistant.
#[derive(Debug)]
pub struct StatusPage {
    /// For people.
    pub page: &'static str,
    /// The host of its documents.
    pub host: &'static str,
    /// Whether its documents are read without a permission, since one would be for far too large a
    /// host. In Firefox they are not read at all: a request without a permission carries an
    /// `Origin`, which names the installation there.
    pub is_public: bool,
    /// Its language: how its words are marked among ours.
    pub language: &'static str,
    /// Its documents, the best dialect first, and of each the addresses that make up one reading.
    pub documents: &'static [(Source, &'static [&'static str])],
    /// Whether an incident has a page at `incidents/ID` below the status page.
    pub has_incident_pages: bool,
    /// What of it is about this assistant.
    pub filter: Filter,
}

/// Tells an assistant's components and incidents from the rest of its owner's.
#[derive(Debug)]
pub struct Filter {
    /// Words in the page's name by which it is known as the owner's, in lower case.
    pub page_names: &'static [&'static str],
    /// Parts of the page's address by which it is known.
    pub page_hosts: &'static [&'static str],
    /// The page's ids at its platform.
    pub page_ids: &'static [&'static str],
    /// The group of components: id and name.
    pub group: Option<(&'static str, &'static str)>,
    /// The components: id, which may be empty, and name. Those without which nothing works first.
    pub components: &'static [(&'static str, &'static str)],
    /// How many of them those are.
    pub core: usize,
    /// A component whose name has one of these in it is the assistant's, too; in lower case.
    pub name_parts: &'static [&'static str],
    /// Components that share their name with one of the assistant's but are not it.
    pub others: &'static [&'static str],
    /// Names that mean nothing without an id or a group.
    pub ambiguous: &'static [&'static str],
    /// Words that name the assistant in a title or an update, in lower case.
    pub words: &'static [&'static str],
    /// What follows such a word when it names something else.
    pub words_before: &'static [&'static str],
    /// Words that name another product of the owner's.
    pub other_words: &'static [&'static str],
    /// Words that mean the assistant if nothing else is named.
    pub weak_words: &'static [&'static str],
}

/// The dialect of a status document: where a reading comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Source {
    /// incident.io's own documents: all components in their groups, incidents joined to them.
    Native,
    /// The documents in the manner of Statuspage's v2, which incident.io and Rootly write, too.
    Compat,
    /// Atom or RSS: the newest update of each incident.
    Feed,
    /// Google Workspace's list of incidents.
    Workspace,
    /// Microsoft's list of services, each with a state and a post.
    Posts,
    /// Flashduty's summary of open changes.
    Flashduty,
}

impl Filter {
    /// Knows nothing: the other files here add what is known.
    pub const NONE: Self = Self {
        page_names: &[],
        page_hosts: &[],
        page_ids: &[],
        group: None,
        components: &[],
        core: 0,
        name_parts: &[],
        others: &[],
        ambiguous: &[],
        words: &[],
        words_before: &[],
        other_words: &[],
        weak_words: &[],
    };
}
