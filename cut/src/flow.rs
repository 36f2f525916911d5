//! The greatest flow from a source, the object, to a sink, the background, through the pixels of a
//! [`Grid`]; and with it the cheapest labels.
//!
//! The algorithm of Boykov & Kolmogorov (2004): two trees of pixels that are still reached from the two
//! ends grow towards each other; where they meet, as much flows as the path lets through; pixels that
//! lose the way to their end look for another one in the tree they are in. How far a pixel is from its
//! end is remembered with the time at which it was known.
//!
//! Pixels lie in a grid with a border around it through which nothing flows, so that no neighbour has to
//! be looked for: its direction is a distance in memory.

use std::collections::VecDeque;

use crate::grid::{AFTER, Grid};

/// In neither tree.
const FREE: u8 = 0;
/// In the tree of the source.
const SOURCE: u8 = 1;
/// In the tree of the sink.
const SINK: u8 = 2;

/// Directions 0 to 3 are those of [`AFTER`], 4 to 7 the opposite ones.
const DIRECTIONS: usize = 8;
/// In place of a direction: the parent is the end itself.
const TERMINAL: u8 = 8;
/// In place of a direction: the way to the parent is full.
const ORPHAN: u8 = 9;

const fn opposite(direction: usize) -> usize {
    direction ^ 4
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// What still flows to the neighbour in each direction.
    rest: [i32; DIRECTIONS],
    /// Above zero: what still flows in from the source; below: what still flows out to the sink.
    end: i32,
    /// When `distance` was known.
    time: u32,
    /// Steps to the end of its tree, as far as is known.
    distance: u32,
    tree: u8,
    /// Direction of its parent, or one of the two constants.
    parent: u8,
    is_waiting: bool,
}

const OUTSIDE: Node = Node {
    rest: [0; DIRECTIONS],
    end: 0,
    time: 0,
    distance: 0,
    tree: FREE,
    parent: ORPHAN,
    is_waiting: false,
};

/// A flow that grows until nothing more goes through.
#[derive(Debug, Clone)]
pub struct Flow {
    nodes: Vec<Node>,
    /// How far in memory a neighbour is, by direction.
    steps: [isize; DIRECTIONS],
    size: [usize; 2],
    /// Nodes at which a tree may grow, the oldest first.
    waiting: VecDeque<usize>,
    orphans: VecDeque<usize>,
    time: u32,
    value: i64,
    is_done: bool,
}

impl Flow {
    /// Nothing flows yet.
    pub fn new(grid: &Grid) -> Self {
        let [height, width] = grid.size;
        let stride = (width + 2) as isize;
        let mut steps = [0; DIRECTIONS];
        for (direction, [down, right]) in AFTER.into_iter().enumerate() {
            steps[direction] = down * stride + right;
            steps[opposite(direction)] = -steps[direction];
        }
        let mut flow = Self {
            nodes: vec![OUTSIDE; (width + 2) * (height + 2)],
            steps,
            size: grid.size,
            waiting: VecDeque::new(),
            orphans: VecDeque::new(),
            time: 0,
            value: 0,
            is_done: false,
        };
        flow.fill(grid);
        flow
    }

    fn fill(&mut self, grid: &Grid) {
        for (pixel, preference) in grid.preference.iter().enumerate() {
            let at = self.node_of(pixel);
            self.nodes[at].end = *preference;
            for (direction, links) in grid.links.iter().enumerate() {
                let link = links[pixel];
                if link > 0 {
                    let to = self.beside(at, direction);
                    self.nodes[at].rest[direction] = link;
                    self.nodes[to].rest[opposite(direction)] = link;
                }
            }
            let tree = match preference {
                1.. => SOURCE,
                0 => continue,
                _ => SINK,
            };
            let node = &mut self.nodes[at];
            (node.tree, node.parent, node.distance) = (tree, TERMINAL, 1);
            self.wait(at);
        }
    }

    fn node_of(&self, pixel: usize) -> usize {
        let width = self.size[1];
        (pixel / width + 1) * (width + 2) + pixel % width + 1
    }

    /// Nodes of pixels lie inside of the border: this never leaves the grid.
    fn beside(&self, at: usize, direction: usize) -> usize {
        at.wrapping_add_signed(self.steps[direction])
    }

    fn wait(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        if !std::mem::replace(&mut node.is_waiting, true) {
            self.waiting.push_back(at);
        }
    }

    /// Goes on for about so many pixels looked at; whether nothing more flows.
    pub fn advance(&mut self, pixels: usize) -> bool {
        let mut left = pixels.max(1);
        while left > 0 && !self.is_done {
            left -= 1;
            let Some(at) = self.waiting.front().copied() else {
                self.is_done = true;
                break;
            };
            let meeting = match self.nodes[at].tree {
                FREE => None,
                _ => self.grow(at),
            };
            self.time += 1;
            let Some([from, direction]) = meeting else {
                self.nodes[at].is_waiting = false;
                self.waiting.pop_front();
                continue;
            };
            left = left.saturating_sub(self.augment(from, direction));
            while let Some(orphan) = self.orphans.pop_front() {
                left = left.saturating_sub(1);
                self.adopt(orphan);
            }
        }
        self.is_done
    }

    /// What flows so far, in whole numbers of the grid; the energy of the labels when nothing more does.
    pub fn value(&self) -> i64 {
        self.value
    }

    /// The labels, row-major, `true` for the object: what the source still reaches. Of several cheapest
    /// labellings the one with the smallest object.
    pub fn labels(&self) -> Vec<bool> {
        let pixels = 0..self.size[0] * self.size[1];
        let is_object = |pixel| self.nodes[self.node_of(pixel)].tree == SOURCE;
        pixels.map(is_object).collect()
    }

    /// What still flows between a node of `tree` and its neighbour, away from the end of the tree's flow
    /// where it is the source's, towards it where it is the sink's.
    fn rest_outwards(&self, tree: u8, at: usize, direction: usize) -> i32 {
        match tree {
            SOURCE => self.nodes[at].rest[direction],
            _ => self.nodes[self.beside(at, direction)].rest[opposite(direction)],
        }
    }

    /// Takes the free neighbours of `at` into its tree. Where the other tree is met: the node on the
    /// source's side, and the direction of the one on the sink's.
    fn grow(&mut self, at: usize) -> Option<[usize; 2]> {
        let own = self.nodes[at];
        for direction in 0..DIRECTIONS {
            if self.rest_outwards(own.tree, at, direction) <= 0 {
                continue;
            }
            let to = self.beside(at, direction);
            let other = &mut self.nodes[to];
            if other.tree == FREE {
                other.tree = own.tree;
            } else if other.tree != own.tree {
                return Some(match own.tree {
                    SOURCE => [at, direction],
                    _ => [to, opposite(direction)],
                });
            } else if other.time > own.time || other.distance <= own.distance {
                continue;
            }
            // A new one, or one that is nearer to its end this way.
            let is_new = other.parent == ORPHAN;
            other.parent = opposite(direction) as u8;
            (other.time, other.distance) = (own.time, own.distance + 1);
            if is_new {
                self.wait(to);
            }
        }
        None
    }

    /// Lets as much flow as the path through this link takes; how long the path is.
    fn augment(&mut self, from: usize, direction: usize) -> usize {
        let to = self.beside(from, direction);
        let (above, length) = self.narrowest(from, SOURCE);
        let (below, more) = self.narrowest(to, SINK);
        let amount = above.min(below).min(self.nodes[from].rest[direction]);
        self.nodes[from].rest[direction] -= amount;
        self.nodes[to].rest[opposite(direction)] += amount;
        self.push(from, SOURCE, amount);
        self.push(to, SINK, amount);
        self.value += i64::from(amount);
        length + more
    }

    /// The least that still flows on the way between a node and the end of its tree, and its length.
    fn narrowest(&self, mut at: usize, tree: u8) -> (i32, usize) {
        let (mut least, mut length) = (i32::MAX, 1);
        loop {
            let node = &self.nodes[at];
            if node.parent == TERMINAL {
                return (least.min(node.end.abs()), length);
            }
            let parent = self.beside(at, node.parent.into());
            let direction = usize::from(node.parent);
            least = least.min(match tree {
                SOURCE => self.nodes[parent].rest[opposite(direction)],
                _ => node.rest[direction],
            });
            at = parent;
            length += 1;
        }
    }

    fn push(&mut self, mut at: usize, tree: u8, amount: i32) {
        loop {
            let node = &mut self.nodes[at];
            if node.parent == TERMINAL {
                node.end -= if tree == SOURCE { amount } else { -amount };
                if node.end == 0 {
                    self.lose(at);
                }
                return;
            }
            let direction = usize::from(node.parent);
            let parent = self.beside(at, direction);
            // Flow goes from parent to child in the source's tree, from child to parent in the sink's.
            let (less, more, way) = match tree {
                SOURCE => (parent, at, opposite(direction)),
                _ => (at, parent, direction),
            };
            self.nodes[less].rest[way] -= amount;
            self.nodes[more].rest[opposite(way)] += amount;
            if self.nodes[less].rest[way] == 0 {
                self.lose(at);
            }
            at = parent;
        }
    }

    fn lose(&mut self, at: usize) {
        self.nodes[at].parent = ORPHAN;
        self.orphans.push_front(at);
    }

    /// Finds an orphan a parent in its tree, the one nearest to the end; or lets it go.
    fn adopt(&mut self, at: usize) {
        let tree = self.nodes[at].tree;
        let mut best: Option<(u32, usize)> = None;
        for direction in 0..DIRECTIONS {
            let to = self.beside(at, direction);
            if self.nodes[to].tree != tree || self.rest_inwards(tree, at, direction) <= 0 {
                continue;
            }
            if let Some(distance) = self.distance_to_end(to)
                && best.is_none_or(|(least, _)| distance < least)
            {
                best = Some((distance, direction));
            }
        }
        if let Some((distance, direction)) = best {
            let time = self.time;
            let node = &mut self.nodes[at];
            node.parent = direction as u8;
            (node.time, node.distance) = (time, distance + 1);
        } else {
            self.let_go(at, tree);
        }
    }

    /// What still flows between a node of `tree` and a neighbour that would be its parent.
    fn rest_inwards(&self, tree: u8, at: usize, direction: usize) -> i32 {
        match tree {
            SOURCE => self.nodes[self.beside(at, direction)].rest[opposite(direction)],
            _ => self.nodes[at].rest[direction],
        }
    }

    /// How many steps a node is from the end of its tree; none where its way there ends at an orphan.
    /// Remembered by all nodes on the way.
    fn distance_to_end(&mut self, start: usize) -> Option<u32> {
        let (mut at, mut steps) = (start, 0);
        loop {
            let node = &mut self.nodes[at];
            if node.time == self.time && node.parent != ORPHAN {
                steps += node.distance;
                break;
            }
            match node.parent {
                TERMINAL => {
                    (node.time, node.distance) = (self.time, 1);
                    steps += 1;
                    break;
                }
                ORPHAN => return None,
                direction => at = self.beside(at, direction.into()),
            }
            steps += 1;
        }
        let (mut at, mut distance) = (start, steps);
        while self.nodes[at].time != self.time {
            let node = &mut self.nodes[at];
            (node.time, node.distance) = (self.time, distance);
            distance -= 1;
            let direction = usize::from(node.parent);
            at = self.beside(at, direction);
        }
        Some(steps)
    }

    /// Out of its tree: its children are orphans, and its neighbours may take it back.
    fn let_go(&mut self, at: usize, tree: u8) {
        self.nodes[at].tree = FREE;
        self.nodes[at].parent = ORPHAN;
        for direction in 0..DIRECTIONS {
            let to = self.beside(at, direction);
            if self.nodes[to].tree != tree {
                continue;
            }
            if self.rest_inwards(tree, at, direction) > 0 {
                self.wait(to);
            }
            if usize::from(self.nodes[to].parent) == opposite(direction) {
                self.nodes[to].parent = ORPHAN;
                self.orphans.push_back(to);
            }
        }
    }
}
