//! Claude, Anthropic's assistant. docs/sites.md says what of this is established, and how.

use crate::types::{ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it.
pub static CLAUDE: Service = Service {
    id: "claude",
    name: "Claude",
    owner: "Anthropic",
    hosts: &[(Site::Claude, "claude.ai")],
    requests: Requests {
        messages: &[
            "/api/organizations/*/chat_conversations/*/completion",
            "/api/organizations/*/chat_conversations/*/retry_completion",
        ],
        others: &[
            (ChatRequest::List, "/api/organizations/*/chat_conversations"),
            (ChatRequest::Load, "/api/organizations/*/chat_conversations/*"),
            (ChatRequest::Session, "/api/organizations"),
        ],
    },
    documents: &["/", "/?*", "/new", "/new?*", "/chat/*", "/project/*"],
    assets: &["/_next/static/"],
    routes: &[
        "new",
        "chat",
        "chats",
        "recents",
        "project",
        "projects",
        "share",
        "settings",
        "login",
        "api",
        "organizations",
        "chat_conversations",
        "completion",
        "retry_completion",
        "_next",
        "static",
    ],
    sign_in: &["/login", "/logout", "/magic-link"],
    temporary: &["incognito"],
    marks: Marks {
        composers: &[
            "[data-testid=chat-input][contenteditable=true]",
            "div[contenteditable=true].ProseMirror",
            "fieldset [contenteditable=true]",
        ],
        turns: &[
            "[data-testid=user-message] .whitespace-pre-wrap",
            "[data-testid=user-message]",
            ".font-user-message",
        ],
        answers: &[
            "[data-is-streaming] .font-claude-response",
            ".font-claude-response",
            ".font-claude-message",
        ],
        files: &["[data-testid=file-thumbnail]", "[data-testid*=attachment]"],
        alerts: &["[data-testid=message-error]", "[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.claude.com/",
        host: "status.claude.com",
        is_public: false,
        language: "en",
        documents: &[
            (
                Source::Compat,
                &[
                    "https://status.claude.com/api/v2/summary.json",
                    "https://status.claude.com/api/v2/incidents.json",
                ],
            ),
            (Source::Feed, &["https://status.claude.com/history.atom"]),
        ],
        has_incident_pages: true,
        filter: Filter {
            page_names: &["claude", "anthropic"],
            page_hosts: &["status.claude.com", "status.anthropic.com"],
            page_ids: &["tymt9n04zgry"],
            components: &[("rwppv331jlwc", "claude.ai")],
            core: 1,
            words: &["claude.ai", "claude ai"],
            other_words: &[
                "api",
                "apis",
                "console",
                "platform",
                "claude code",
                "claude for government",
                "claude cowork",
                "cowork",
            ],
            weak_words: &["claude", "opus", "sonnet", "haiku", "login", "log in", "sign in", "all"],
            ..Filter::NONE
        },
    },
    support: "https://support.claude.com/",
};
