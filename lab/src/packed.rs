//! What ships is what is tested: a package as the stores get it, installed by an administrator's
//! policy, and an outage in a browser that has it from there.
//!
//! Chromium installs nothing but signed packages, so one is made around the very ZIP, with a key of
//! its own: the format `CRX3` of `components/crx_file/crx3.proto`.

mod update;

use std::path::Path;

use anyhow::Context as _;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::demo::{Demo, Extension};
use crate::drive::{FIREFOX_ID, Kind, Scratch, letters};

pub use update::run as update;

/// What stands before a point of the curve P-256 in a public key's DER (RFC 5480).
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Lets policy install a package, and plays an outage to it. `policies` is the folder in which the
/// browser looks for policies.
///
/// # Errors
/// It is not installed, or the outage does not go as it must.
pub async fn run(kind: Kind, package: &Path, policies: &Path) -> anyhow::Result<()> {
    let scratch = Scratch::new()?;
    let (id, file, policy) = match kind {
        Kind::Chrome => {
            let key = Signer::new()?;
            let offered = offer(&key, package, env!("CARGO_PKG_VERSION"), scratch.path())?;
            (key.id.clone(), CHROMIUMS, chromium(&key.id, &offered))
        }
        Kind::Firefox => (FIREFOX_ID.to_owned(), "policies.json", firefox(&address(package)?)),
    };
    write_policy(&policies.join(file), &policy)?;
    let extension = Extension::ByPolicy(&id);
    let pictures = scratch.path();
    crate::demo::run(&Demo {
        kind,
        site: sites::Site::ChatGpt,
        scenario: "blip",
        headless: true,
        extension,
        pictures,
    })
    .await
}

/// Where Chromium looks for a policy in its folder.
const CHROMIUMS: &str = "policies/managed/gatewatch.json";

fn write_policy(file: &Path, policy: &Value) -> anyhow::Result<()> {
    std::fs::create_dir_all(file.parent().context("a folder")?)?;
    Ok(std::fs::write(file, policy.to_string())?)
}

/// Chromium's: it is installed, and drivers may look into what a policy installed.
fn chromium(id: &str, update: &str) -> Value {
    json!({
        "DeveloperToolsAvailability": 1,
        "ExtensionSettings": {
            (id): {
                "installation_mode": "force_installed",
                "update_url": update,
                // Else later versions are looked for where the package itself says, which says nothing.
                "override_update_url": true,
            },
        },
    })
}

/// Firefox's.
fn firefox(package: &str) -> Value {
    json!({ "policies": { "ExtensionSettings": {
        (FIREFOX_ID): { "installation_mode": "force_installed", "install_url": package },
    } } })
}

/// Writes the signed package of a version and the manifest that offers it, in place of an earlier
/// one: the manifest's address.
fn offer(key: &Signer, package: &Path, version: &str, folder: &Path) -> anyhow::Result<String> {
    let file = folder.join(format!("gatewatch-{version}.crx"));
    std::fs::write(&file, key.signed(&std::fs::read(package)?)?)?;
    let (id, codebase) = (&key.id, address(&file)?);
    let manifest = format!(
        "<?xml version='1.0' encoding='UTF-8'?>
        <gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>
        <app appid='{id}'><updatecheck codebase='{codebase}' version='{version}'/></app></gupdate>"
    );
    let file = folder.join("update.xml");
    std::fs::write(&file, manifest)?;
    address(&file)
}

fn address(file: &Path) -> anyhow::Result<String> {
    Ok(format!("file://{}", file.canonicalize()?.display()))
}

/// A key that nobody keeps.
struct Signer {
    random: SystemRandom,
    key: EcdsaKeyPair,
    public: Vec<u8>,
    /// The key's digest, of which the extension's id is made.
    digest: Vec<u8>,
    /// The extension's.
    id: String,
}

impl Signer {
    fn new() -> anyhow::Result<Self> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let no_key = || anyhow::anyhow!("no key could be made");
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(|_| no_key())?;
        let key =
            EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).map_err(|_| no_key())?;
        let public = [&P256[..], key.public_key().as_ref()].concat();
        let digest = digest(&SHA256, &public).as_ref().get(..16).context("a digest")?.to_vec();
        let id = letters(&digest);
        Ok(Self { random, key, public, digest, id })
    }

    /// A ZIP, signed.
    fn signed(&self, zip: &[u8]) -> anyhow::Result<Vec<u8>> {
        let about = field(1, &self.digest);
        let length = |of: &[u8]| u32::try_from(of.len()).map(u32::to_le_bytes);
        let said = [b"CRX3 SignedData\0", &length(&about)?[..], &about, zip].concat();
        let fails = |_| anyhow::anyhow!("nothing could be signed");
        let signature = self.key.sign(&self.random, &said).map_err(fails)?;
        let proof = [field(1, &self.public), field(2, signature.as_ref())].concat();
        let header = [field(3, &proof), field(10_000, &about)].concat();
        Ok([b"Cr24", &3u32.to_le_bytes()[..], &length(&header)?, &header, zip].concat())
    }
}

/// A field of a protocol buffer that holds bytes.
fn field(number: usize, bytes: &[u8]) -> Vec<u8> {
    let mut field = Vec::new();
    for mut number in [number << 3 | 2, bytes.len()] {
        while number > 127 {
            field.push((number & 127) as u8 | 128);
            number >>= 7;
        }
        field.push(number as u8);
    }
    field.extend(bytes);
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_its_number_its_length_and_its_bytes() {
        assert_eq!(field(1, b"ab"), [0x0a, 2, b'a', b'b']);
        assert_eq!(field(10_000, &[7; 200])[..5], [0x82, 0xf1, 0x04, 0xc8, 0x01]);
    }

    #[test]
    fn a_signed_package_holds_the_zip_as_it_is() -> anyhow::Result<()> {
        let key = Signer::new()?;
        let (id, file) = (&key.id, key.signed(b"the zip")?);
        assert!(file.starts_with(b"Cr24\x03\0\0\0") && file.ends_with(b"the zip"));
        assert!(id.len() == 32 && id.bytes().all(|letter| (b'a'..=b'p').contains(&letter)));
        Ok(())
    }
}
