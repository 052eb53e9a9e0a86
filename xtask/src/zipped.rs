//! A ZIP of what people load: as small as deflate can be, and the same bytes on every machine.
//!
//! The `zip` crate asks for `zopfli` with the standard library, whose logarithm is the system's and
//! may differ in its last bit from one machine to the next. Without it `zopfli` brings its own; so
//! the entries are packed here, and the few headers of a ZIP written around them.

use anyhow::{Context, Result};
use flate2::Crc;
use std::collections::BTreeMap;
use zopfli::{BlockType, DeflateEncoder, Options, Write as _};

/// Of a ZIP's headers what is the same in each: the version that reads it (2.0: deflate), no flags
/// but that names are UTF-8, deflate, and the first moment that a ZIP knows.
const SAME: [u8; 10] = [20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0];

/// The packed bytes of a file.
pub fn deflated(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut encoder = DeflateEncoder::new(Options::default(), BlockType::Dynamic, &mut packed);
    let fails = |_| anyhow::anyhow!("zopfli could not write");
    encoder.write_all(content).map_err(fails)?;
    encoder.finish().map_err(fails)?;
    Ok(packed)
}

/// The ZIP of these files, in the order of their names (APPNOTE.TXT 6.3.10, 4.3).
pub fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let at = size(zip.len())?;
        let packed = deflated(content)?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut header = SAME.to_vec();
        for number in [crc.sum(), size(packed.len())?, size(content.len())?] {
            header.extend(number.to_le_bytes());
        }
        header.extend(short(name.len())?);
        header.extend([0; 2]); // nothing more about it
        zip.extend(b"PK\x03\x04");
        zip.extend(&header);
        zip.extend(name.as_bytes());
        zip.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x03"); // written by 2.0, on Unix
        directory.extend(header);
        directory.extend([0; 6]); // no comment, the first disk, bytes
        directory.extend((0o100_644u32 << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (begins, length) = (size(zip.len())?, size(directory.len())?);
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([short(files.len())?, short(files.len())?].concat());
    for number in [length, begins] {
        zip.extend(number.to_le_bytes());
    }
    zip.extend([0; 2]); // no comment
    Ok(zip)
}

fn size(of: usize) -> Result<u32> {
    u32::try_from(of).context("too large for a ZIP")
}

fn short(of: usize) -> Result<[u8; 2]> {
    Ok(u16::try_from(of).context("too many or too long for a ZIP")?.to_le_bytes())
}
