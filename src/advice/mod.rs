//! Explains: from evidence to causes and remedies.
