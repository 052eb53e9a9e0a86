//! The outage lab: a TLS server on loopback that plays ChatGPT and its status page.
