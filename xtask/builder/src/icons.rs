//! The extension's icons: the one that the manifest names and those of the toolbar's states.

use anyhow::{Context, Result};
use engine::Badge;
use resvg::{tiny_skia, usvg};
use std::collections::BTreeSet;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

/// The sizes that the manifest names.
const SIZES: [u32; 4] = [16, 32, 48, 128];

/// The toolbar's, in which its other states are drawn.
const TOOLBAR: [u32; 2] = [16, 32];

/// Draws the one that the manifest names, and those of the toolbar's states, beside their sources,
/// and takes these away: they are in the repository, not in the package.
///
/// # Errors
/// A drawing cannot be read, or has more colours than a palette.
pub fn draw(folder: &Path) -> Result<()> {
    for name in Badge::ICONS {
        let source = folder.join(name).with_extension("svg");
        let sizes = if name == Badge::ICONS[0] { &SIZES[..] } else { &TOOLBAR };
        one(&source, name, sizes, folder).with_context(|| source.display().to_string())?;
        fs::remove_file(source)?;
    }
    Ok(())
}

fn one(source: &Path, name: &str, sizes: &[u32], folder: &Path) -> Result<()> {
    for &size in sizes {
        save(&picture(source, size)?, &folder.join(format!("{name}-{size}.png")))?;
    }
    Ok(())
}

fn picture(source: &Path, size: u32) -> Result<tiny_skia::Pixmap> {
    let tree = usvg::Tree::from_data(&fs::read(source)?, &usvg::Options::default())?;
    let mut picture = tiny_skia::Pixmap::new(size, size).context("no picture of that size")?;
    #[expect(clippy::cast_precision_loss, reason = "sizes of icons are small")]
    let scale = size as f32 / tree.size().width();
    let by = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, by, &mut picture.as_mut());
    Ok(picture)
}

/// Saves it with a palette: half as large as with each pixel's own colour.
fn save(picture: &tiny_skia::Pixmap, file: &Path) -> Result<()> {
    let colours: Vec<[u8; 4]> = picture
        .pixels()
        .iter()
        .map(|pixel| pixel.demultiply())
        .map(|colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()])
        .collect();
    let palette: Vec<[u8; 4]> = Vec::from_iter(BTreeSet::from_iter(colours.iter().copied()));
    let at = |colour| palette.binary_search(colour).ok().and_then(|at| u8::try_from(at).ok());
    let pixels: Option<Vec<u8>> = colours.iter().map(at).collect();
    let file = BufWriter::new(fs::File::create(file)?);
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .set_palette(palette.iter().flat_map(|colour| &colour[..3]).copied().collect::<Vec<_>>());
    encoder.set_trns(palette.iter().map(|colour| colour[3]).collect::<Vec<_>>());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels.context("an icon has more than 256 colours")?)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use launch::repository::root;

    /// Where the toolbar's icon is light, pixel by pixel.
    fn shape(name: &str) -> Result<Vec<bool>> {
        let source = root().join("extension/icons").join(name).with_extension("svg");
        let picture = picture(&source, TOOLBAR[0])?;
        let light = |pixel: &tiny_skia::PremultipliedColorU8| {
            let [red, green, blue] = [pixel.red(), pixel.green(), pixel.blue()].map(u32::from);
            // Luma by Rec. 601, in thousandths; half of it parts the two.
            299 * red + 587 * green + 114 * blue > 127_500
        };
        Ok(picture.pixels().iter().map(light).collect())
    }

    #[test]
    fn no_state_of_the_toolbar_is_told_by_its_colour_alone() -> Result<()> {
        let shapes = Badge::ICONS.into_iter().map(shape).collect::<Result<Vec<_>>>()?;
        for (at, one) in shapes.iter().enumerate() {
            for (other, name) in shapes[..at].iter().zip(Badge::ICONS) {
                let differ = one.iter().zip(other).filter(|(one, other)| one != other).count();
                // A twelfth of the picture is a stroke over half of it: seen at a glance.
                assert!(
                    differ * 12 >= one.len(),
                    "{} looks like {name}: {differ} of {} pixels differ",
                    Badge::ICONS[at],
                    one.len()
                );
            }
        }
        Ok(())
    }
}
