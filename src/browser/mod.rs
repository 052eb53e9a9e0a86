//! The only room that touches the browser: events in, commands out.
