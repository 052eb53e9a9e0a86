//! Grok, xAI's assistant. docs/sites.md says what of this is established, and how.

use crate::types::{ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it.
pub static GROK: Service = Service {
    id: "grok",
    name: "Grok",
    owner: "xAI",
    hosts: &[(Site::Grok, "grok.com")],
    requests: Requests {
        messages: &["/rest/app-chat/conversations/new", "/rest/app-chat/conversations/*/responses"],
        others: &[(ChatRequest::List, "/rest/app-chat/conversations")],
    },
    documents: &["/", "/?*", "/c/*", "/chat/*", "/project/*"],
    assets: &["/_next/static/"],
    routes: &[
        "c",
        "chat",
        "project",
        "share",
        "imagine",
        "rest",
        "app-chat",
        "conversations",
        "new",
        "responses",
        "_next",
        "static",
    ],
    sign_in: &["/sign-in", "/sign-up"],
    temporary: &["private"],
    marks: Marks {
        composers: &[
            "textarea[aria-label=\"Ask Grok anything\"]",
            "[contenteditable=true][aria-label=\"Ask Grok anything\"]",
            "form [contenteditable=true].ProseMirror",
            "form textarea",
        ],
        turns: &["[data-testid=user-message] .whitespace-pre-wrap", "[data-testid=user-message]"],
        answers: &["[data-testid=assistant-message]"],
        files: &["[data-testid*=attachment]"],
        alerts: &["[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.x.ai/",
        host: "status.x.ai",
        is_public: false,
        language: "en",
        documents: &[(Source::Feed, &["https://status.x.ai/feed.xml"])],
        has_incident_pages: false,
        filter: Filter {
            page_names: &["xai"],
            page_hosts: &["status.x.ai"],
            components: &[("", "Grok (Web)")],
            core: 1,
            words: &["grok (web)", "grok.com"],
            ..Filter::NONE
        },
    },
    support: "https://x.ai/contact",
};
