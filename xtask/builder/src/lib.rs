//! Builds the extension: the wasm, the scripts and pages, the texts, the icons, the manifests.

pub mod build;
pub mod editor;
mod icons;
pub mod scripts;
pub mod sites;
mod texts;
