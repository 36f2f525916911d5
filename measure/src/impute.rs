//! What stands in for pixels that are taken away, made of those that stay: ROAD (Rong et al. 2022).

/// Rows and columns to the neighbours: four direct ones, then four diagonal ones.
const AROUND: [[isize; 2]; 8] = [
    [0, -1],
    [0, 1],
    [-1, 0],
    [1, 0],
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
];
/// How much each neighbour counts.
const WEIGHT: [f64; 8] = [
    1.0 / 6.0,
    1.0 / 6.0,
    1.0 / 6.0,
    1.0 / 6.0,
    1.0 / 12.0,
    1.0 / 12.0,
    1.0 / 12.0,
    1.0 / 12.0,
];
/// A channel is solved when what is left over is so small beside what was asked, in Euclidean length.
const TOLERANCE: f64 = 1e-5;

/// The unknown pixels of an image as weighted means of their eight neighbours, known or not: 1/6 for each
/// direct one, 1/12 for each diagonal one, weights scaled to a sum of one at the borders. All unknown
/// pixels at once are the solution of a sparse system, symmetric and positive, which conjugate gradients
/// approach: as in Rong et al. 2022, "A consistent and efficient evaluation strategy for attribution
/// methods", whose noise is left to who calls.
#[derive(Debug, Clone)]
pub struct Imputation {
    image: Vec<f32>,
    /// Positions of the unknown pixels.
    unknown: Vec<usize>,
    system: System,
    channels: Vec<Channel>,
}

/// `scale[i] x[i] - sum over k of WEIGHT[k] x[beside[i][k]]`.
#[derive(Debug, Clone)]
struct System {
    scale: Vec<f64>,
    /// Index of each unknown neighbour; the number of unknown pixels stands for one that is not.
    beside: Vec<[u32; 8]>,
}

/// Conjugate gradients of one channel.
#[derive(Debug, Clone)]
struct Channel {
    /// One more than there are unknown pixels, which stays zero, as in all of these.
    solution: Vec<f64>,
    rest: Vec<f64>,
    direction: Vec<f64>,
    image_of_direction: Vec<f64>,
    rest_square: f64,
    goal_square: f64,
}

impl Imputation {
    /// Of an image of `size`, `[channels, height, width]`. None where the lengths do not fit or nothing is
    /// known.
    pub fn new(image: &[f32], size: [usize; 2], is_known: &[bool]) -> Option<Self> {
        let pixels = size[0].checked_mul(size[1])?;
        let fits = pixels > 0 && is_known.len() == pixels && image.len().is_multiple_of(pixels);
        if !fits || !is_known.contains(&true) {
            return None;
        }
        let unknown: Vec<usize> = (0..pixels).filter(|at| !is_known[*at]).collect();
        let mut index = vec![unknown.len() as u32; pixels];
        for (at, pixel) in (0..).zip(&unknown) {
            index[*pixel] = at;
        }
        let system = System::new(&unknown, &index, size);
        let channel = |plane: &[f32]| Channel::new(plane, is_known, &unknown, size);
        Some(Self {
            channels: image.chunks_exact(pixels).map(channel).collect(),
            image: image.to_vec(),
            unknown,
            system,
        })
    }

    /// Goes on for at most so many rounds; whether every channel is solved.
    pub fn advance(&mut self, rounds: usize) -> bool {
        let mut is_done = true;
        for channel in &mut self.channels {
            let mut left = rounds;
            while !channel.is_done() && left > 0 {
                channel.improve(&self.system);
                left -= 1;
            }
            is_done &= channel.is_done();
        }
        is_done
    }

    /// The image with what has been found so far in place of the unknown pixels.
    pub fn image(&self) -> Vec<f32> {
        let mut image = self.image.clone();
        let pixels = image.len() / self.channels.len().max(1);
        for (plane, channel) in image.chunks_mut(pixels.max(1)).zip(&self.channels) {
            for (at, value) in self.unknown.iter().zip(&channel.solution) {
                plane[*at] = *value as f32;
            }
        }
        image
    }
}

fn neighbour([height, width]: [usize; 2], at: usize, [down, right]: [isize; 2]) -> Option<usize> {
    let row = (at / width).checked_add_signed(down)?;
    let column = (at % width).checked_add_signed(right)?;
    (row < height && column < width).then_some(row * width + column)
}

impl System {
    fn new(unknown: &[usize], index: &[u32], size: [usize; 2]) -> Self {
        let none = unknown.len() as u32;
        let row = |at: &usize| {
            let mut scale = 0.0;
            let beside = std::array::from_fn(|k| match neighbour(size, *at, AROUND[k]) {
                Some(to) => {
                    scale += WEIGHT[k];
                    index[to]
                }
                None => none,
            });
            (scale, beside)
        };
        let (scale, beside) = unknown.iter().map(row).unzip();
        Self { scale, beside }
    }

    fn apply(&self, x: &[f64], out: &mut [f64]) {
        let rows = self.scale.iter().zip(&self.beside);
        for ((out, own), (scale, beside)) in out.iter_mut().zip(x).zip(rows) {
            let others = beside.iter().zip(WEIGHT);
            let others: f64 = others.map(|(at, weight)| weight * x[*at as usize]).sum();
            *out = scale * own - others;
        }
    }
}

impl Channel {
    fn new(plane: &[f32], is_known: &[bool], unknown: &[usize], size: [usize; 2]) -> Self {
        let asked = |at: &usize| -> f64 {
            let known = (0..8).filter_map(|k| {
                let to = neighbour(size, *at, AROUND[k]).filter(|to| is_known[*to])?;
                Some(WEIGHT[k] * f64::from(plane[to]))
            });
            known.sum()
        };
        let mut rest: Vec<f64> = unknown.iter().map(asked).collect();
        rest.push(0.0);
        let rest_square = dot(&rest, &rest);
        Self {
            solution: vec![0.0; rest.len()],
            direction: rest.clone(),
            image_of_direction: vec![0.0; rest.len()],
            rest,
            rest_square,
            goal_square: TOLERANCE * TOLERANCE * rest_square,
        }
    }

    fn is_done(&self) -> bool {
        self.rest_square <= self.goal_square
    }

    fn improve(&mut self, system: &System) {
        system.apply(&self.direction, &mut self.image_of_direction);
        let step = self.rest_square / dot(&self.direction, &self.image_of_direction);
        add(&mut self.solution, step, &self.direction);
        add(&mut self.rest, -step, &self.image_of_direction);
        let before = std::mem::replace(&mut self.rest_square, dot(&self.rest, &self.rest));
        let share = self.rest_square / before;
        for (direction, rest) in self.direction.iter_mut().zip(&self.rest) {
            *direction = rest + share * *direction;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], factor: f64, values: &[f64]) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += factor * value;
    }
}
