//! DeepSeek, the assistant of the company of that name. docs/sites.md says what is established.

use crate::types::{ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it.
pub static DEEPSEEK: Service = Service {
    id: "deepseek",
    name: "DeepSeek",
    owner: "DeepSeek",
    hosts: &[(Site::DeepSeek, "chat.deepseek.com")],
    requests: Requests {
        messages: &["/api/v0/chat/completion"],
        others: &[
            (ChatRequest::List, "/api/v0/chat_session/fetch_page"),
            (ChatRequest::Load, "/api/v0/chat/history_messages"),
        ],
    },
    documents: &["/", "/?*", "/a/chat/*"],
    assets: &[],
    routes: &[
        "a",
        "s",
        "chat",
        "share",
        "sign_in",
        "api",
        "v0",
        "completion",
        "chat_session",
        "fetch_page",
        "history_messages",
    ],
    sign_in: &["/sign_in", "/sign_up"],
    temporary: &[],
    marks: Marks {
        composers: &["textarea#chat-input", "textarea[placeholder]"],
        turns: &[".ds-message:not(:has(.ds-markdown))"],
        answers: &[".ds-markdown"],
        files: &["[class*=file-card]"],
        alerts: &["[role=alert]", ".ds-toast"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.deepseek.com/",
        host: "status.deepseek.com",
        is_public: false,
        language: "en",
        documents: &[(
            Source::Flashduty,
            &["https://status.deepseek.com/api/status-page/6410630422455/summary/active"],
        )],
        has_incident_pages: false,
        filter: Filter {
            // Names are in Chinese and English.
            name_parts: &["web chat", "网页对话"],
            words: &["web chat", "网页对话"],
            other_words: &["api"],
            ..Filter::NONE
        },
    },
    support: "https://status.deepseek.com/",
};
