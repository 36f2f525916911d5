use std::sync::Arc;

use wasm_bindgen::JsValue;

use crate::client::save;
use crate::ui::map_picture::Rgba;
use crate::ui::sheet_math::{CELL, Layout};

/// Offers a sheet of pictures with its labels as a PNG file. A picture of another size than a cell
/// is drawn at the cell's; where there is none, the place stays empty.
///
/// # Errors
/// Whatever the browser throws.
pub(super) async fn save(
    layout: &Layout,
    pictures: &[Option<Arc<Rgba>>],
    file_name: &str,
) -> Result<(), JsValue> {
    let (sheet, one) = (save::new_canvas()?, save::new_canvas()?);
    sheet.set_width(layout.width);
    sheet.set_height(layout.height);
    let brush = save::context(&sheet)?;
    brush.set_fill_style_str("#ffffff");
    brush.fill_rect(0.0, 0.0, layout.width.into(), layout.height.into());
    let side = f64::from(CELL);
    for (picture, (x, y)) in pictures.iter().zip(&layout.cells) {
        if let Some(picture) = picture {
            save::draw(&one, &picture.bytes, picture.width)?;
            let (x, y) = (f64::from(*x), f64::from(*y));
            brush.draw_image_with_html_canvas_element_and_dw_and_dh(&one, x, y, side, side)?;
        }
    }
    brush.set_fill_style_str("#000000");
    brush.set_font("13px system-ui, sans-serif");
    for label in &layout.labels {
        let (x, y, width) = (label.x.into(), label.y.into(), label.width.into());
        brush.fill_text_with_max_width(&label.text, x, y, width)?;
    }
    save::canvas(&sheet, file_name).await
}
