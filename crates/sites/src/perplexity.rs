//! Perplexity, the assistant of the company of that name. docs/sites.md says what is established.

use crate::types::{Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it.
pub static PERPLEXITY: Service = Service {
    id: "perplexity",
    name: "Perplexity",
    owner: "Perplexity AI",
    hosts: &[(Site::Perplexity, "www.perplexity.ai")],
    requests: Requests { messages: &["/rest/sse/perplexity_ask"], others: &[] },
    documents: &["/", "/?*", "/search*", "/spaces/*"],
    assets: &["/_next/static/"],
    routes: &[
        "search",
        "spaces",
        "page",
        "library",
        "discover",
        "rest",
        "sse",
        "perplexity_ask",
        "_next",
        "static",
    ],
    sign_in: &["/auth/"],
    temporary: &[],
    marks: Marks {
        composers: &[
            "#ask-input[contenteditable=true]",
            "textarea#ask-input",
            "[data-lexical-editor=true][contenteditable=true]",
        ],
        turns: &["[class~=\"group/query\"]", "h1[class*=query]"],
        answers: &["[id^=markdown-content-]", ".prose"],
        files: &["[data-testid*=attachment]"],
        alerts: &["[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.perplexity.com/",
        host: "status.perplexity.com",
        is_public: false,
        language: "en",
        documents: &[
            (
                Source::Compat,
                &[
                    "https://status.perplexity.com/api/v2/summary.json",
                    "https://status.perplexity.com/api/v2/incidents.json",
                ],
            ),
            (Source::Feed, &["https://status.perplexity.com/history.atom"]),
        ],
        has_incident_pages: true,
        filter: Filter {
            page_names: &["perplexity"],
            page_hosts: &["status.perplexity.com", "status.perplexity.ai"],
            components: &[("", "Website"), ("", "App")],
            core: 1,
            words: &["website", "perplexity.ai"],
            other_words: &["api", "apis", "sonar", "comet", "computer"],
            weak_words: &["app", "perplexity", "search", "login", "log in", "sign in", "all"],
            ..Filter::NONE
        },
    },
    support: "https://www.perplexity.ai/help-center",
};
