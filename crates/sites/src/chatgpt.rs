//! ChatGPT, OpenAI's assistant.

use crate::types::{
    Account, ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage,
};

/// All that is known of it. Each list of selectors has the layout of September 2026, the one before
/// it, and the app for users who are not signed in.
pub static CHATGPT: Service = Service {
    id: "chatgpt",
    name: "ChatGPT",
    owner: "OpenAI",
    hosts: &[(Site::ChatGpt, "chatgpt.com"), (Site::ChatOpenAi, "chat.openai.com")],
    requests: Requests {
        // A failing telemetry request means nothing, and the sidebar's list
        // (`/backend-api/conversations`) is not the conversation.
        messages: &[
            "/backend-api/f/conversation",
            "/backend-api/conversation",
            "/backend-anon/conversation",
            "/backend-anon/f/conversation",
            // The app for users who are not signed in, seen in autumn 2026.
            "/unauth-mweb/conversation/updates",
        ],
        others: &[
            (ChatRequest::Resume, "/backend-api/f/conversation/resume"),
            (ChatRequest::StreamStatus, "/backend-api/conversation/*/stream_status"),
            (ChatRequest::List, "/backend-api/conversations"),
            (ChatRequest::Load, "/backend-api/conversations/*"),
            (ChatRequest::Session, "/api/auth/session"),
            (ChatRequest::Prepare, "/backend-api/sentinel/chat-requirements/prepare"),
            (ChatRequest::Prepare, "/backend-api/sentinel/chat-requirements/finalize"),
            (ChatRequest::Prepare, "/backend-api/f/conversation/prepare"),
            (ChatRequest::Prepare, "/unauth-mweb/conversation/prepare"),
        ],
    },
    documents: &["/", "/?*", "/c/*", "/g/*"],
    assets: &["/cdn/assets/", "/unauth-mweb/assets/"],
    routes: &[
        "c",
        "uc",
        "g",
        "gpts",
        "share",
        "codex",
        "library",
        "images",
        "project",
        "auth",
        "login",
        "api",
        "backend-api",
        "backend-anon",
        "unauth-mweb",
        "conversation",
    ],
    sign_in: &["/auth/", "/login"],
    temporary: &["temporary-chat"],
    marks: Marks {
        composers: &[
            "form[data-chatgpt-composer] [contenteditable=true][role=textbox]",
            "#prompt-textarea",
            "textarea#mobile-composer-prompt",
            "form [contenteditable=true][role=textbox]",
            "form textarea",
        ],
        turns: &[
            "[data-content-search-unit-key$=\":user\"] [data-user-message-bubble=true] .whitespace-pre-wrap",
            "[data-content-search-unit-key$=\":user\"]",
            "[data-message-author-role=user] .whitespace-pre-wrap",
            "[data-message-author-role=user]",
            "[data-turn=user]",
            "li[data-message-role=user] [data-user-message-copy]",
            "li[data-message-role=user]",
        ],
        answers: &[
            "[data-content-search-unit-key$=\":assistant\"]",
            "[data-message-author-role=assistant]",
            "[data-turn=assistant]",
            "li[data-message-role=assistant]",
        ],
        files: &[
            "[data-testid*=attachment]",
            "[class*=file-tile]",
            "[data-composer-attachments] > *",
        ],
        alerts: &[
            "aside[role=alert]",
            ".text-token-text-error",
            "[data-testid=regenerate-thread-error-button]",
            "[role=alert]",
        ],
        recovering: &[".text-chatgpt-recovery", "main [role=status]"],
    },
    account: Some(Account {
        // The server writes it into the document; the names of the app's caches outlive that one.
        data: ("script#client-bootstrap", &["session", "user", "id"]),
        stored: "cache/user-",
    }),
    status: StatusPage {
        page: "https://status.openai.com/",
        host: "status.openai.com",
        is_public: false,
        language: "en",
        documents: &[
            (Source::Native, &["https://status.openai.com/proxy/status.openai.com"]),
            // `summary.json` by itself lists 25 of about 34 components, a different 25 each time.
            (
                Source::Compat,
                &[
                    "https://status.openai.com/api/v2/summary.json",
                    "https://status.openai.com/api/v2/components.json",
                    "https://status.openai.com/api/v2/incidents.json",
                ],
            ),
            (Source::Feed, &["https://status.openai.com/history.atom"]),
        ],
        has_incident_pages: true,
        filter: Filter {
            page_names: &["openai"],
            page_hosts: &["openai.com"],
            // At incident.io, and at Statuspage until 2025-02-27.
            page_ids: &["01JMDK9XYNY6RXSED6SDWW50WY", "jbxzcdv9xc4d"],
            // No component is called "ChatGPT" today; the group is the lasting key.
            group: Some(("01K5H8S53SY1KMS4GQMNMZXTR1", "ChatGPT")),
            components: &[
                // A component of its own until 2025.
                ("", "ChatGPT"),
                ("01JMXBNJXGV1T5GT2M9XA83XNG", "Conversations"),
                ("01JMXBNJXG1S2D9V65P1ZZTD94", "Login"),
                ("01JMXBNJXG1YMQPPCPCQX3MPA2", "File uploads"),
                ("01JMXBNJXGKKP51D4DEJ2HZJ8Q", "Search"),
                ("01JMXBNJXGGT5SR5DB9J7GYY48", "Voice mode"),
                ("01JSFK5QX36ZRW0TW0ZV0ZYFXQ", "GPTs"),
                ("01JQ7EKW990MSPSWVXC7VPV2ZJ", "Image Generation"),
                ("01JSYVYQSWMJ9QG35XHP08BHA7", "Deep Research"),
                ("01JSG1XMJ9RVJJQ0E85NVSJ2AZ", "Agent"),
                ("01K6TVGGGDCP0PPGCHXAG3AQX8", "Connectors/Apps"),
            ],
            core: 3,
            // The API's "Login".
            others: &["01JSM5RTJWHRWDTS6Q604VEW3B"],
            ambiguous: &["Login"],
            words: &["chatgpt", "conversation"],
            words_before: &[" desktop", " atlas"],
            other_words: &[
                "chatgpt desktop",
                "api",
                "apis",
                "sora",
                "codex",
                "atlas",
                "playground",
                "embedding",
                "fine-tuning",
                "batch",
                "realtime",
                "moderation",
                "ads",
                "fedramp",
                "platform",
                "dall",
                "labs",
                "customer support",
            ],
            weak_words: &[
                "login",
                "log in",
                "logging in",
                "sign in",
                "all",
                "plan",
                "plans",
                "file upload",
                "gpts",
                "file uploads",
                "image generation",
                "voice mode",
                "deep research",
                "connectors",
                "workspace",
                "website",
            ],
            ..Filter::NONE
        },
    },
    support: "https://help.openai.com/",
};
