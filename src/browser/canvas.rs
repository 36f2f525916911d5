//! Pixels that come back from a canvas, which browsers may falsify: noise or white as a
//! protection against being recognised, nothing where a canvas is larger than the device bears.
//!
//! No pixel is taken from a canvas that has not given back a known picture before, of its own
//! size and from the same canvas: some falsify a few pixels, some only large canvases, some only
//! pictures of many colours.

use js_sys::{Object, Reflect};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// Why no pixels come back.
pub enum Unreadable {
    /// Other pixels come back than were drawn.
    Falsified,
    /// The browser offers no such canvas, or reading it is forbidden.
    Refused(JsValue),
}

impl From<JsValue> for Unreadable {
    fn from(thrown: JsValue) -> Self {
        Self::Refused(thrown)
    }
}

/// A canvas that gives back what is drawn on it.
pub struct HonestCanvas {
    context: OffscreenCanvasRenderingContext2d,
    width: u32,
    height: u32,
}

impl HonestCanvas {
    /// A canvas of this size, probed. The probe costs as much as drawing and reading it once.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(width: u32, height: u32) -> Result<Self, Unreadable> {
        let canvas = OffscreenCanvas::new(width, height)?;
        let options = Object::new();
        // Kept in memory, where nothing is computed on the way back.
        Reflect::set(&options, &"willReadFrequently".into(), &JsValue::TRUE)?;
        let context: OffscreenCanvasRenderingContext2d = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or_else(|| JsValue::from_str("no canvas"))?
            .unchecked_into();
        if (canvas.width(), canvas.height()) != (width, height) {
            return Err(Unreadable::Falsified);
        }
        let canvas = Self {
            context,
            width,
            height,
        };
        canvas.probe()?;
        Ok(canvas)
    }

    /// Draws a known picture over the whole canvas and reads it: every value of every channel,
    /// no two neighbours alike.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn probe(&self) -> Result<(), Unreadable> {
        let drawn = known_picture(self.width as usize * self.height as usize);
        let data =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&drawn), self.width, self.height)?;
        self.context.put_image_data(&data, 0.0, 0.0)?;
        match self.read(self.width, self.height)? == drawn {
            true => Ok(()),
            false => Err(Unreadable::Falsified),
        }
    }

    /// Draws the part of `bitmap` that begins at `x`, `y`, nothing else, and reads it: RGBA,
    /// `[height, width, 4]`, at most as large as the canvas.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn part_of(
        &self,
        bitmap: &ImageBitmap,
        (x, y): (u32, u32),
        (width, height): (u32, u32),
    ) -> Result<Vec<u8>, Unreadable> {
        let (w, h) = (f64::from(width), f64::from(height));
        self.context.clear_rect(0.0, 0.0, w, h);
        self.context
            .draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                bitmap,
                f64::from(x),
                f64::from(y),
                w,
                h,
                0.0,
                0.0,
                w,
                h,
            )?;
        self.read(width, height)
    }

    /// The whole of `bitmap`, which is as large as the canvas, as a PNG file that the browser writes.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub async fn png_of(&self, bitmap: &ImageBitmap) -> Result<Blob, Unreadable> {
        self.context
            .draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
        let written = JsFuture::from(self.context.canvas().convert_to_blob()?).await?;
        Ok(written.unchecked_into())
    }

    fn read(&self, width: u32, height: u32) -> Result<Vec<u8>, Unreadable> {
        let (w, h) = (f64::from(width), f64::from(height));
        let data = self.context.get_image_data(0.0, 0.0, w, h)?;
        if (data.width(), data.height()) != (width, height) {
            return Err(Unreadable::Falsified);
        }
        Ok(data.data().0)
    }
}

/// Opaque pixels from a linear congruential generator.
fn known_picture(pixels: usize) -> Vec<u8> {
    let mut state = 7u32;
    let mut next = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, b, g, r] = state.to_le_bytes();
        [r, g, b, 255]
    };
    (0..pixels).flat_map(|_| next()).collect()
}
