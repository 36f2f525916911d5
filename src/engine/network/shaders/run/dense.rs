use burn::cubecl::server::Handle;
use gradoscope_kernels::{ConvShape, Shaped};

use super::super::plan::Dense;
use super::super::source::Shader;
use super::Run;
use super::target::Target;

impl Run<'_> {
    /// A fully connected layer, block after block of its rows.
    pub(super) fn dense(&self, layer: &Dense, x: &Handle, target: Target<'_>) {
        let ConvShape {
            inputs, outputs, ..
        } = layer.shape();
        let mut first = 0;
        for (weight, rows) in &layer.blocks {
            let groups = [*rows as u32, 1, self.n as u32];
            let numbers = [inputs, outputs, first];
            let shader = Shader::Dense { end: target.end };
            self.launch(shader, groups, &numbers, &[x, weight, &layer.bias], target);
            first += rows;
        }
    }

    /// The sum of what every block brings back; it goes through the rectifier when it is whole.
    pub(super) fn dense_back(&self, layer: &Dense, dy: &Handle, target: Target<'_>) {
        let ConvShape {
            inputs, outputs, ..
        } = layer.shape();
        let mut first = 0;
        for (index, (weight, rows)) in layer.blocks.iter().enumerate() {
            let adding = target.adding(target.end.add || index > 0);
            let target = match index + 1 == layer.blocks.len() {
                true => adding,
                false => adding.open(),
            };
            let more = [inputs, *rows, outputs, first];
            let shader = |end| Shader::DenseBack { end };
            let count = self.n * inputs;
            self.flat(shader, count, &more, &[dy, weight], target);
            first += rows;
        }
    }
}
