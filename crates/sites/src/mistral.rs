//! Le Chat, Mistral AI's assistant. docs/sites.md says what of this is established, and how.

use crate::types::{Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it.
pub static MISTRAL: Service = Service {
    id: "mistral",
    name: "Le Chat",
    owner: "Mistral AI",
    hosts: &[(Site::Mistral, "chat.mistral.ai")],
    requests: Requests { messages: &["/api/chat"], others: &[] },
    documents: &["/", "/?*", "/chat", "/chat?*", "/chat/*", "/work*"],
    assets: &["/_next/static/"],
    routes: &["chat", "work", "projects", "agents", "api", "trpc", "_next", "static"],
    sign_in: &["/login"],
    temporary: &[],
    marks: Marks {
        composers: &[
            ".ProseMirror[contenteditable=true]",
            "form [contenteditable=true]",
            "form textarea",
        ],
        turns: &[
            "[data-message-author-role=user] .whitespace-pre-wrap",
            "[data-message-author-role=user]",
        ],
        answers: &["[data-message-part-type=answer]", "[data-message-author-role=assistant]"],
        files: &["[data-testid*=attachment]"],
        alerts: &["[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.mistral.ai/",
        host: "status.mistral.ai",
        is_public: false,
        language: "en",
        documents: &[(Source::Compat, &["https://status.mistral.ai/api/v1/status.json"])],
        has_incident_pages: true,
        filter: Filter {
            page_names: &["mistral"],
            page_hosts: &["status.mistral.ai"],
            name_parts: &["le chat"],
            words: &["le chat"],
            other_words: &["api", "apis", "la plateforme", "studio", "embedding", "fine-tuning"],
            weak_words: &["login", "log in", "sign in", "all"],
            ..Filter::NONE
        },
    },
    support: "https://help.mistral.ai/",
};
