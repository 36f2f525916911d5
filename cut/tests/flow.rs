//! The greatest flow against another algorithm, on random grids.

use std::collections::VecDeque;

use gradoscope_cut::{Flow, Grid};

/// SplitMix64, as Vigna gives it.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> i32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 33) as i32 % end as i32
    }
}

/// Dinic's algorithm (1970) on edges in lists.
struct Dinic {
    /// Where it goes, what still flows.
    edges: Vec<(usize, i64)>,
    from: Vec<Vec<usize>>,
}

impl Dinic {
    fn new(nodes: usize) -> Self {
        Self {
            edges: Vec::new(),
            from: vec![Vec::new(); nodes],
        }
    }

    fn add(&mut self, from: usize, to: usize, [there, back]: [i64; 2]) {
        for (from, to, rest) in [(from, to, there), (to, from, back)] {
            self.from[from].push(self.edges.len());
            self.edges.push((to, rest));
        }
    }

    fn levels(&self, source: usize) -> Vec<usize> {
        let mut level = vec![usize::MAX; self.from.len()];
        level[source] = 0;
        let mut waiting = VecDeque::from([source]);
        while let Some(at) = waiting.pop_front() {
            for &edge in &self.from[at] {
                let (to, rest) = self.edges[edge];
                if rest > 0 && level[to] == usize::MAX {
                    level[to] = level[at] + 1;
                    waiting.push_back(to);
                }
            }
        }
        level
    }

    fn send(
        &mut self,
        at: usize,
        sink: usize,
        most: i64,
        level: &[usize],
        next: &mut [usize],
    ) -> i64 {
        if at == sink {
            return most;
        }
        while next[at] < self.from[at].len() {
            let edge = self.from[at][next[at]];
            let (to, rest) = self.edges[edge];
            if rest > 0 && level[to] == level[at] + 1 {
                let sent = self.send(to, sink, most.min(rest), level, next);
                if sent > 0 {
                    self.edges[edge].1 -= sent;
                    self.edges[edge ^ 1].1 += sent;
                    return sent;
                }
            }
            next[at] += 1;
        }
        0
    }

    fn flow(&mut self, source: usize, sink: usize) -> i64 {
        let mut total = 0;
        loop {
            let level = self.levels(source);
            if level[sink] == usize::MAX {
                return total;
            }
            let mut next = vec![0; self.from.len()];
            loop {
                let sent = self.send(source, sink, i64::MAX, &level, &mut next);
                if sent == 0 {
                    break;
                }
                total += sent;
            }
        }
    }
}

fn by_dinic([height, width]: [usize; 2], preference: &[i32], links: &[Vec<i32>; 4]) -> i64 {
    let (source, sink) = (height * width, height * width + 1);
    let mut graph = Dinic::new(sink + 1);
    for (at, value) in preference.iter().enumerate() {
        let value = i64::from(*value);
        graph.add(source, at, [value.max(0), 0]);
        graph.add(at, sink, [(-value).max(0), 0]);
    }
    for (links, [down, right]) in links.iter().zip([[0, 1], [1, -1], [1, 0], [1, 1_isize]]) {
        for (at, link) in links.iter().enumerate() {
            let row = (at / width).wrapping_add_signed(down);
            let column = (at % width).wrapping_add_signed(right);
            if row < height && column < width {
                graph.add(at, row * width + column, [i64::from(*link); 2]);
            }
        }
    }
    graph.flow(source, sink)
}

fn finished(grid: &Grid, portion: usize) -> Flow {
    let mut flow = Flow::new(grid);
    while !flow.advance(portion) {}
    flow
}

#[test]
fn as_much_flows_as_by_another_algorithm_and_the_cut_costs_as_much() {
    let mut random = Random(1);
    let mut seen = [0; 2];
    for round in 0..400 {
        let size = [1 + random.below(32), 1 + random.below(32)].map(|side| side as usize);
        let pixels = size[0] * size[1];
        // Weak ends and strong links, and the other way; some without a preference at all.
        let [ends, between] = [[7, 50], [500, 30], [40, 40], [10_000, 2000]][round % 4];
        let preference: Vec<i32> = (0..pixels)
            .map(|_| match random.below(3) {
                0 => 0,
                _ => random.below(2 * ends + 1) - ends as i32,
            })
            .collect();
        let links = [0; 4].map(|_| (0..pixels).map(|_| random.below(between)).collect());
        let expected = by_dinic(size, &preference, &links);
        let grid = Grid::new(size, preference, links).expect("a grid");
        let flow = finished(&grid, 1 << 20);
        assert_eq!(flow.value(), expected, "{size:?}, round {round}");
        let labels = flow.labels();
        assert_eq!(
            grid.energy(&labels),
            Some(expected),
            "{size:?}, round {round}"
        );
        // In small portions: the same.
        let again = finished(&grid, 3);
        assert_eq!((again.value(), again.labels()), (expected, labels));
        let some = flow.labels().iter().filter(|label| **label).count();
        seen[usize::from(some > 0 && some < pixels)] += 1;
    }
    assert!(seen[1] > 200, "too few cuts divide their grid: {seen:?}");
}

#[test]
fn where_nothing_flows_every_pixel_has_the_label_it_prefers() {
    let none = [0; 4].map(|_| vec![0; 6]);
    let grid = Grid::new([2, 3], vec![1, -1, 0, 5, -5, 2], none).expect("a grid");
    let flow = finished(&grid, 100);
    assert_eq!(flow.value(), 0);
    assert_eq!(flow.labels(), [true, false, false, true, false, true]);
}

#[test]
fn an_odd_pixel_out_is_overruled_by_its_neighbours() {
    let links = [0; 4].map(|_| vec![2; 9]);
    let mut preference = vec![3; 9];
    preference[4] = -15;
    let grid = Grid::new([3, 3], preference.clone(), links.clone()).expect("a grid");
    let flow = finished(&grid, 100);
    // It would cost eight links of 2 to be of its own.
    assert_eq!((flow.value(), flow.labels()), (15, vec![true; 9]));
    preference[4] = -17;
    let grid = Grid::new([3, 3], preference, links).expect("a grid");
    let flow = finished(&grid, 100);
    assert_eq!(flow.value(), 16);
    assert_eq!(flow.labels().iter().filter(|label| !**label).count(), 1);
}

#[test]
fn grids_that_do_not_fit_or_could_overflow_are_refused() {
    let links = |of: i32, count: usize| [0; 4].map(|_| vec![of; count]);
    assert!(Grid::new([2, 3], vec![0; 5], links(0, 6)).is_none());
    assert!(Grid::new([2, 3], vec![0; 6], links(0, 5)).is_none());
    assert!(Grid::new([0, 3], vec![], links(0, 0)).is_none());
    assert!(Grid::new([1, 2], vec![i32::MIN, 0], links(0, 2)).is_none());
    assert!(Grid::new([1, 2], vec![0, 0], links(i32::MAX, 2)).is_none());
    assert!(Grid::of_image(&[0; 12], [2, 2], [&[0.0; 4], &[0.0; 3]], 1.0).is_none());
    assert!(Grid::of_image(&[0; 12], [2, 2], [&[0.0; 4], &[0.0; 4]], f64::INFINITY).is_none());
    let grid = Grid::new([1, 1], vec![3], links(9, 1)).expect("a grid");
    assert_eq!(grid.energy(&[]), None);
    assert_eq!(
        grid.energy(&[false]),
        Some(3),
        "links to nowhere cost nothing"
    );
}
