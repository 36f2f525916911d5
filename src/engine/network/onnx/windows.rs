//! How the windows of a model walk, and the square ones that do the same.

use gradoscope_checkpoint::onnx::{Attribute, Node};
use gradoscope_kernels::{Padding, Pool, Window};

use super::shapes::pair;

/// Windows, steps and borders that are longer mean nothing.
const MOST: usize = 1 << 10;

/// Windows as a model states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Walk {
    kernel: [usize; 2],
    stride: usize,
    /// Above, to the left, below, to the right.
    pub pads: [usize; 4],
    /// As TensorFlow's "same", whatever the size.
    is_same: bool,
    size: [usize; 2],
}

impl Walk {
    /// Of a node with such a kernel, over a value of `size` with a border of zeros; none where they are of a kind that is
    /// not here.
    pub fn of(
        node: &Node,
        kernel: [usize; 2],
        border: [usize; 4],
        size: [usize; 2],
    ) -> Option<Self> {
        let list = |name: &str| match node.attribute(name) {
            Some(Attribute::Wholes(values)) => Some(values.as_slice()),
            _ => None,
        };
        let [stride, across] = match list("strides") {
            None => [1, 1],
            told => pair(told)?,
        };
        let dilations = match list("dilations") {
            None => [1, 1],
            told => pair(told)?,
        };
        let is_of_use = |number: &usize| (1..=MOST).contains(number);
        let are_of_use = kernel.iter().chain(&[stride]).all(is_of_use);
        if stride != across || dilations != [1, 1] || !are_of_use {
            return None;
        }
        let told = match list("pads") {
            None => [0; 4],
            Some(&[top, left, bottom, right]) => {
                let all = [top, left, bottom, right].map(usize::try_from);
                let [Ok(top), Ok(left), Ok(bottom), Ok(right)] = all else {
                    return None;
                };
                [top, left, bottom, right]
            }
            Some(_) => return None,
        };
        let auto = match node.attribute("auto_pad") {
            Some(Attribute::Text(text)) => text.as_str(),
            _ => "NOTSET",
        };
        let same = |is_upper: bool| {
            let along = |axis: usize| {
                let last = (size[axis].div_ceil(stride) - 1) * stride;
                let total = (last + kernel[axis]).saturating_sub(size[axis]);
                let less = total / 2;
                if is_upper {
                    [less, total - less]
                } else {
                    [total - less, less]
                }
            };
            let [[top, bottom], [left, right]] = [along(0), along(1)];
            [top, left, bottom, right]
        };
        let is_too_wide = |pads: &[usize]| pads.iter().any(|pad| *pad > MOST);
        if size.contains(&0) || is_too_wide(&told) || is_too_wide(&border) {
            return None;
        }
        let pads = match auto {
            "NOTSET" | "" => told,
            "VALID" => [0; 4],
            "SAME_UPPER" if border == [0; 4] => same(true),
            "SAME_LOWER" if border == [0; 4] => same(false),
            _ => return None,
        };
        Some(Self {
            kernel,
            stride,
            pads: [0, 1, 2, 3].map(|side| pads[side] + border[side]),
            is_same: auto == "SAME_UPPER" && kernel[0] == kernel[1],
            size,
        })
    }

    /// A square kernel with as many zeros on each side, and where the weights lie in it; the rest of it is zero.
    pub fn square(self) -> Option<(Window, [usize; 2])> {
        if self.is_same {
            let window = Window {
                kernel: self.kernel[0],
                stride: self.stride,
                padding: Padding::Same,
            };
            return Some((window, [0, 0]));
        }
        let [top, left, bottom, right] = self.pads;
        let padding = self.pads.into_iter().max().unwrap_or(0);
        let side = |kernel: usize, before: usize, after: usize| {
            kernel + (padding - before) + (padding - after)
        };
        let kernel = side(self.kernel[0], top, bottom);
        if kernel != side(self.kernel[1], left, right) || padding >= kernel {
            return None;
        }
        let window = Window {
            kernel,
            stride: self.stride,
            padding: Padding::Each(padding),
        };
        Some((window, [padding - top, padding - left]))
    }

    /// The same where nothing may be added to the kernel.
    pub fn even(self) -> Option<Window> {
        let (window, at) = self.square()?;
        let is_whole = at == [0, 0] && [window.kernel; 2] == self.kernel;
        is_whole.then_some(window)
    }

    /// Whether the last window ends with the border.
    pub fn divides(self) -> bool {
        let [top, left, bottom, right] = self.pads;
        let along = |length: usize, kernel: usize, around: usize| {
            let slack = (length + around).checked_sub(kernel);
            slack.is_some_and(|slack| slack % self.stride == 0)
        };
        along(self.size[0], self.kernel[0], top + bottom)
            && along(self.size[1], self.kernel[1], left + right)
    }

    /// As windows of which the largest number counts; borders that differ by what rounding up would add are that.
    pub fn pool(self, rounds_up: bool) -> Option<Pool> {
        let [top, left, bottom, right] = self.pads;
        let [side, columns] = self.kernel;
        if side != columns || top != left || bottom != right || side > 15 || 2 * top > side {
            return None;
        }
        let pool = |rounds_up| Pool {
            side,
            stride: self.stride,
            padding: top,
            rounds_up,
        };
        if top == bottom {
            return Some(pool(rounds_up));
        }
        // What lies behind the border is never the largest.
        let along = |length: usize| {
            let slack = (length + top + bottom).checked_sub(side)?;
            Some(slack / self.stride + 1)
        };
        let wanted = Some([along(self.size[0])?, along(self.size[1])?]);
        let mut both = [pool(true), pool(false)].into_iter();
        both.find(|pool| !rounds_up && pool.size(self.size) == wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(attributes: &[(&str, &[i64])], auto: &str) -> Node {
        let lists = attributes
            .iter()
            .map(|(name, all)| ((*name).to_owned(), Attribute::Wholes(all.to_vec())));
        let auto = ("auto_pad".to_owned(), Attribute::Text(auto.to_owned()));
        Node {
            name: String::new(),
            kind: "Conv".to_owned(),
            domain: String::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            attributes: lists.chain([auto]).collect(),
        }
    }

    #[test]
    fn borders_that_differ_become_part_of_a_larger_kernel() {
        let node = node(&[("pads", &[0, 0, 1, 1]), ("strides", &[2, 2])], "NOTSET");
        let walk = Walk::of(&node, [3, 3], [0; 4], [8, 8]).expect("a walk");
        let (window, at) = walk.square().expect("a square");
        assert_eq!(
            (window.kernel, window.padding, at),
            (4, Padding::Each(1), [1, 1])
        );
        assert_eq!(window.size([8, 8]), Some([4, 4]));
        assert_eq!(walk.even(), None);
        assert_eq!(
            walk.pool(false).map(|pool| (pool.padding, pool.rounds_up)),
            Some((0, true))
        );
    }

    #[test]
    fn a_row_of_weights_lies_in_the_middle_of_a_square() {
        let walk = Walk::of(
            &node(&[("pads", &[0, 3, 0, 3])], "NOTSET"),
            [1, 7],
            [0; 4],
            [9, 9],
        );
        let (window, at) = walk.expect("a walk").square().expect("a square");
        assert_eq!(
            (window.kernel, window.padding, at),
            (7, Padding::Each(3), [3, 0])
        );
        assert_eq!(window.size([9, 9]), Some([9, 9]));
        // It makes the rows fewer and the columns not.
        let walk = Walk::of(&node(&[], "NOTSET"), [3, 1], [0; 4], [9, 9]);
        assert_eq!(walk.expect("a walk").square(), None);
    }

    #[test]
    fn what_is_not_here_is_none() {
        let dilated = node(&[("dilations", &[2, 2])], "NOTSET");
        assert_eq!(Walk::of(&dilated, [3, 3], [0; 4], [9, 9]), None);
        let uneven = node(&[("strides", &[1, 2])], "NOTSET");
        assert_eq!(Walk::of(&uneven, [3, 3], [0; 4], [9, 9]), None);
    }

    #[test]
    fn tensorflows_same_goes_with_the_size() {
        let node = node(&[("strides", &[2, 2])], "SAME_UPPER");
        let walk = Walk::of(&node, [3, 3], [0; 4], [8, 8]).expect("a walk");
        let (window, _) = walk.square().expect("a square");
        assert_eq!(window.padding, Padding::Same);
        assert_eq!(walk.pads, [0, 0, 1, 1]);
    }
}
