//! What people chose, parsed so that an invalid choice cannot exist.
