//! Gemini, Google's assistant. docs/sites.md says what of this is established, and how.

use crate::types::{Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it. Its chats and its list come through one path that serves everything
/// (`batchexecute`), so a failure of that tells nothing.
pub static GEMINI: Service = Service {
    id: "gemini",
    name: "Gemini",
    owner: "Google",
    hosts: &[(Site::Gemini, "gemini.google.com")],
    requests: Requests {
        messages: &[
            "/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate",
            // For users who are signed in with several accounts.
            "/u/*/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate",
        ],
        others: &[],
    },
    documents: &["/", "/?*", "/app", "/app?*", "/app/*", "/gem/*", "/u/*/app*"],
    assets: &[],
    routes: &[
        "app",
        "gem",
        "gems",
        "share",
        "u",
        "_",
        "BardChatUi",
        "data",
        "assistant.lamda.BardFrontendService",
        "StreamGenerate",
    ],
    sign_in: &[],
    temporary: &[],
    marks: Marks {
        composers: &[
            "rich-textarea .ql-editor[contenteditable=true]",
            ".ql-editor[contenteditable=true]",
            "rich-textarea [contenteditable=true]",
        ],
        turns: &[
            "user-query .query-text",
            "user-query-content",
            ".user-query-bubble-with-background",
            "user-query",
        ],
        answers: &["model-response message-content", "model-response"],
        files: &["uploader-file-preview", "user-query-file-preview"],
        alerts: &["[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://www.google.com/appsstatus/dashboard/products/npdyhgECDJ6tB66MxXyo/history",
        host: "www.google.com",
        // A permission has no path: it would be for the whole host. So the page is read if its
        // headers allow everyone to read it, and is unknown otherwise.
        is_public: true,
        language: "en",
        documents: &[(
            Source::Workspace,
            &["https://www.google.com/appsstatus/dashboard/incidents.json"],
        )],
        has_incident_pages: false,
        filter: Filter {
            components: &[("npdyhgECDJ6tB66MxXyo", "Gemini")],
            core: 1,
            words: &["gemini app", "gemini.google.com"],
            ..Filter::NONE
        },
    },
    support: "https://support.google.com/gemini/",
};
