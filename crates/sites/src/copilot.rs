//! Copilot, Microsoft's assistant for everybody. docs/sites.md says what of this is established.

use crate::types::{ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage};

/// All that is known of it. Its messages go over a WebSocket (`/c/api/chat`), whose answers the
/// browser does not report: only the request that begins a chat is seen.
pub static COPILOT: Service = Service {
    id: "copilot",
    name: "Copilot",
    owner: "Microsoft",
    hosts: &[(Site::Copilot, "copilot.microsoft.com")],
    requests: Requests {
        messages: &["/c/api/start"],
        others: &[(ChatRequest::List, "/c/api/conversations")],
    },
    documents: &["/", "/?*", "/chats/*"],
    assets: &[],
    routes: &["chats", "shares", "c", "api", "start", "conversations", "chat"],
    sign_in: &[],
    temporary: &[],
    marks: Marks {
        composers: &["[data-testid=composer-input]", "textarea#userInput", "form textarea"],
        turns: &["[data-content=user-message]", "[class*=user-message]"],
        answers: &["[data-content=ai-message]"],
        files: &["[data-testid*=attachment]"],
        alerts: &["[role=alert]"],
        recovering: &["main [role=status]"],
    },
    account: None,
    status: StatusPage {
        page: "https://status.cloud.microsoft/",
        host: "status.cloud.microsoft",
        is_public: false,
        language: "en",
        documents: &[(Source::Posts, &["https://status.cloud.microsoft/api/posts/m365Consumer"])],
        has_incident_pages: false,
        filter: Filter {
            components: &[("", "Microsoft Copilot")],
            core: 1,
            words: &["microsoft copilot"],
            ..Filter::NONE
        },
    },
    support: "https://support.microsoft.com/copilot",
};
