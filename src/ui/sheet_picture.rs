//! A contact sheet as a picture, all but its texts; pure functions.

use super::sheet_math::{CELL, Layout};

/// The side of a cell that shows all of `pictures` with every pixel: that of the largest, but at
/// least [`CELL`].
pub fn cell_side<'a>(pictures: impl Iterator<Item = &'a [u8]>) -> u32 {
    pictures.map(side_of).max().unwrap_or(0).max(CELL)
}

/// RGB, `[height, width, 3]`, of squares of RGB on white. A square that is smaller than a cell is
/// enlarged by repeating its pixels; where there is none, the place stays empty.
pub fn draw<'a>(layout: &Layout, pictures: impl Iterator<Item = Option<&'a [u8]>>) -> Vec<u8> {
    let (width, cell) = (layout.width as usize, layout.cell as usize);
    let mut sheet = vec![255; width * layout.height as usize * 3];
    for (picture, (left, top)) in pictures.zip(&layout.cells) {
        let Some(picture) = picture else { continue };
        let side = side_of(picture) as usize;
        for y in 0..cell {
            let from = y * side / cell * side;
            let to = (*top as usize + y) * width + *left as usize;
            for x in 0..cell {
                let (from, to) = ((from + x * side / cell) * 3, (to + x) * 3);
                if let (Some(from), Some(to)) =
                    (picture.get(from..from + 3), sheet.get_mut(to..to + 3))
                {
                    to.copy_from_slice(from);
                }
            }
        }
    }
    sheet
}

fn side_of(picture: &[u8]) -> u32 {
    (picture.len() / 3).isqrt() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(cells: Vec<(u32, u32)>) -> Layout {
        Layout {
            width: 7,
            height: 5,
            cell: 4,
            labels: Vec::new(),
            cells,
        }
    }

    #[test]
    fn pixels_are_repeated_and_the_rest_is_white() {
        let (a, b, c, d) = ([1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]);
        let picture = [a, b, c, d].concat();
        let found = draw(&layout(vec![(2, 1)]), [Some(&picture[..])].into_iter());
        let w = [255; 3];
        let upper = [w, w, a, a, b, b, w].concat();
        let lower = [w, w, c, c, d, d, w].concat();
        let expected = [w.repeat(7), upper.repeat(2), lower.repeat(2)].concat();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_picture_that_is_missing_or_lies_outside_spoils_nothing() {
        let picture = [9; 12];
        let places = layout(vec![(0, 0), (6, 4)]);
        let found = draw(&places, [None, Some(&picture[..])].into_iter());
        assert_eq!(found.len(), 7 * 5 * 3);
        assert!(found[..4 * 7 * 3].iter().all(|value| *value == 255));
        assert!(
            draw(&places, [Some(&[][..])].into_iter())
                .iter()
                .all(|v| *v == 255)
        );
    }

    #[test]
    fn a_cell_is_as_large_as_the_largest_picture() {
        let (small, large) = (vec![0; 3], vec![0; 300 * 300 * 3]);
        assert_eq!(cell_side([&small[..]].into_iter()), CELL);
        assert_eq!(cell_side([&small[..], &large].into_iter()), 300);
    }
}
