//! The engines that help this one: started when there is something for them, ended when there is not.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use gradoscope_checkpoint::ReadAt;

use super::port::{Enclosed, Line, Port};
use crate::engine::help::{Given, Helpers, Looked};
use crate::engine::job::LocalFuture;
use crate::protocol::{FromHelper, JobId, Look, MapSheet, Task, ToHelper};

/// Questions that a helper has at a time: the next one is there when it has answered one.
const QUESTIONS: usize = 2;
/// Helpers end after so long without work.
const IDLE_MS: i32 = 20_000;
/// How long an engine that has nothing else to do waits before it looks whether a helper has answered.
const MOMENT_MS: i32 = 4;
/// After so many helpers that did not come or did not last, this engine works alone.
const MOST_FAILURES: u32 = 3;
/// What the networks of all helpers may take, and how much more than its file one takes in memory.
const MOST_BYTES: u64 = 600_000_000;
const BYTES_PER_BYTE: u64 = 4;

/// A job that any engine may do, in its turn.
pub(super) struct Cell {
    pub job: JobId,
    pub task: Task,
    pub images: Vec<u8>,
    /// The request that it came by.
    pub written: Vec<u8>,
    /// What the page has been told of it, by whoever was at it: words that whoever begins anew leaves out.
    pub told: u32,
}

impl Cell {
    /// As it came.
    pub fn new<F>((job, task): (JobId, Task), enclosed: Enclosed<F>, written: Vec<u8>) -> Self {
        Self {
            job,
            task,
            images: enclosed.into_bytes().unwrap_or_default(),
            written,
            told: 0,
        }
    }
}

struct Member<L> {
    number: u32,
    line: L,
    is_ready: bool,
    questions: Vec<u32>,
    cell: Option<Cell>,
    /// Of the cell, so far.
    words: u32,
    /// It was told to leave off, and has not said that it did.
    is_leaving_off: bool,
}

impl<L> Member<L> {
    fn is_busy(&self) -> bool {
        self.cell.is_some() || !self.questions.is_empty()
    }

    fn is_free(&self) -> bool {
        self.is_ready && self.cell.is_none() && !self.is_leaving_off
    }
}

struct State<P: Port> {
    most: usize,
    failures: u32,
    /// How the network was loaded: the request, as it came, and the file.
    loading: Option<(Vec<u8>, P::File)>,
    members: Vec<Member<P::Helper>>,
    /// Of members and questions.
    last_number: u32,
    /// How questions stand, by their numbers.
    answers: Vec<(u32, Given)>,
    cells: VecDeque<Cell>,
    /// Whether a cell is at work in this engine.
    is_at_one: bool,
    /// Whether helpers were at work when the threads of this engine were last told.
    was_busy: bool,
    /// What has happened so far: who looks twice and finds the same has seen a pause.
    happenings: u64,
}

/// All helpers of an engine, and what waits for its turn.
pub(super) struct Crew<P: Port> {
    port: P,
    state: RefCell<State<P>>,
    /// Told that somebody may be free.
    on_free: Box<dyn Fn()>,
    own: Weak<Self>,
}

impl<P: Port> Crew<P> {
    /// Nobody yet; `on_free` hears whenever somebody may have become free.
    pub fn new(port: P, on_free: impl Fn() + 'static) -> Rc<Self> {
        Rc::new_cyclic(|own| Self {
            port,
            state: RefCell::new(State {
                most: 0,
                failures: 0,
                loading: None,
                members: Vec::new(),
                last_number: 0,
                answers: Vec::new(),
                cells: VecDeque::new(),
                is_at_one: false,
                was_busy: false,
                happenings: 0,
            }),
            on_free: Box::new(on_free),
            own: own.clone(),
        })
    }

    /// So many may come.
    pub fn allow(&self, most: u8) {
        self.state.borrow_mut().most = usize::from(most);
    }

    /// The engine loads a network by this request: whoever comes from now on does the same.
    pub fn loads(&self, written: &[u8], file: Option<&P::File>) {
        let mut state = self.state.borrow_mut();
        state.loading = file.map(|file| (written.to_vec(), file.clone()));
        let left = std::mem::take(&mut state.members);
        let cells: Vec<Cell> = left.into_iter().filter_map(|member| member.cell).collect();
        for cell in cells.into_iter().rev() {
            state.cells.push_front(cell);
        }
        for (_, answer) in &mut state.answers {
            *answer = Given::Lost;
        }
    }

    /// Puts down a job for whoever is free first.
    pub fn put(&self, cell: Cell) {
        self.state.borrow_mut().cells.push_back(cell);
    }

    /// The next job for this engine itself, if it is not at one.
    pub fn next_here(&self) -> Option<Cell> {
        let mut state = self.state.borrow_mut();
        if state.is_at_one {
            return None;
        }
        let cell = state.cells.pop_front()?;
        state.is_at_one = true;
        Some(cell)
    }

    /// This engine has done its job.
    pub fn done_here(&self) {
        self.state.borrow_mut().is_at_one = false;
    }

    /// Gives what waits to helpers that are free, and has others come.
    pub fn share(&self) {
        let mut state = self.state.borrow_mut();
        let State { members, cells, .. } = &mut *state;
        let free = members.iter_mut().filter(|member| member.is_free());
        for (member, cell) in free.zip(std::iter::from_fn(|| cells.pop_front())) {
            let word = ToHelper::Request(cell.written.clone());
            member
                .line
                .tell(&word, Enclosed::Bytes(cell.images.clone()));
            member.cell = Some(cell);
            member.words = 0;
        }
        let is_waiting = !state.cells.is_empty();
        drop(state);
        self.mind_threads();
        if is_waiting {
            self.call();
        }
    }

    /// Takes a job back that waits or that a helper is at.
    pub fn cancel(&self, job: JobId, written: &[u8]) {
        let mut state = self.state.borrow_mut();
        state.cells.retain(|cell| cell.job != job);
        let is_at_it = |cell: &Cell| cell.job == job;
        for member in &mut state.members {
            if member.cell.take_if(|cell| is_at_it(cell)).is_some() {
                let word = ToHelper::Request(written.to_vec());
                member.line.tell(&word, Enclosed::Nothing);
                member.is_leaving_off = true;
            }
        }
    }

    fn hire(&self) {
        let mut state = self.state.borrow_mut();
        state.last_number += 1;
        let number = state.last_number;
        drop(state);
        let own = self.own.clone();
        let told = move |word, beside| {
            if let Some(crew) = own.upgrade() {
                crew.hear(number, word, beside);
            }
        };
        let line = self.port.hire(Rc::new(told));
        let mut state = self.state.borrow_mut();
        match line {
            Some(line) => state.members.push(Member {
                number,
                line,
                is_ready: false,
                questions: Vec::new(),
                cell: None,
                words: 0,
                is_leaving_off: false,
            }),
            None => state.failures = MOST_FAILURES,
        }
    }

    /// Engines that help have the processor for as long as they are at work.
    fn mind_threads(&self) {
        let mut state = self.state.borrow_mut();
        let is_busy = state.members.iter().any(Member::is_busy);
        if is_busy != std::mem::replace(&mut state.was_busy, is_busy) {
            self.port.share_threads(!is_busy);
        }
    }

    fn hear(&self, number: u32, word: FromHelper, beside: P::Beside) {
        self.take_in(number, word, beside);
        self.mind_threads();
    }

    /// What a member says.
    fn take_in(&self, number: u32, word: FromHelper, beside: P::Beside) {
        let mut state = self.state.borrow_mut();
        state.happenings += 1;
        let State {
            members,
            answers,
            loading,
            ..
        } = &mut *state;
        let Some(member) = members.iter_mut().find(|member| member.number == number) else {
            return;
        };
        match word {
            FromHelper::Hello => {
                if let Some((written, file)) = loading {
                    let word = ToHelper::Request(written.clone());
                    member.line.tell(&word, Enclosed::File(file.clone()));
                }
                return;
            }
            FromHelper::Ready => member.is_ready = true,
            FromHelper::Gone => state.lose(number),
            FromHelper::Event {
                event,
                job,
                is_last,
            } => {
                let cell = member.cell.as_mut().filter(|cell| cell.job == JobId(job));
                if let Some(cell) = cell {
                    member.words += 1;
                    if is_last || member.words > cell.told {
                        cell.told = member.words;
                        self.port.pass_on(&event, beside);
                    }
                }
                if !is_last {
                    return;
                }
                member.cell = None;
                member.is_leaving_off = false;
            }
            FromHelper::Looked { number, sheet } => {
                member.questions.retain(|question| *question != number);
                answer(answers, number, parted(P::numbers(beside), sheet));
                return;
            }
            FromHelper::Failed { number } => {
                member.questions.retain(|question| *question != number);
                answer(answers, number, Given::Lost);
                return;
            }
        }
        drop(state);
        (self.on_free)();
    }

    /// Ends all helpers once nothing has happened for a while.
    async fn mind(self: Rc<Self>) {
        let mut seen = 0;
        loop {
            self.port.sleep(IDLE_MS).await;
            let mut state = self.state.borrow_mut();
            if state.happenings == seen && !state.is_busy() {
                state.members.clear();
                return;
            }
            seen = state.happenings;
        }
    }
}

impl<P: Port> State<P> {
    fn is_busy(&self) -> bool {
        !self.cells.is_empty() || self.members.iter().any(Member::is_busy)
    }

    /// A member is gone: what it was at is to be done by others.
    fn lose(&mut self, number: u32) {
        self.failures += 1;
        let gone = self
            .members
            .extract_if(.., |member| member.number == number);
        for member in gone.collect::<Vec<_>>() {
            for question in member.questions {
                answer(&mut self.answers, question, Given::Lost);
            }
            if let Some(cell) = member.cell {
                self.cells.push_front(cell);
            }
        }
    }

    /// How many helpers there may be, for such a network.
    fn most(&self) -> usize {
        match &self.loading {
            Some((_, file)) if self.failures < MOST_FAILURES => {
                let bytes = (BYTES_PER_BYTE * file.length()).max(1);
                self.most.min((MOST_BYTES / bytes) as usize)
            }
            _ => 0,
        }
    }
}

impl<P: Port> Helpers for Crew<P> {
    fn call(&self) {
        let state = self.state.borrow();
        let (present, most) = (state.members.len(), state.most());
        drop(state);
        for _ in present..most {
            self.hire();
        }
        if present == 0
            && most > 0
            && let Some(own) = self.own.upgrade()
        {
            self.port.spawn(own.mind());
        }
    }

    fn most(&self) -> usize {
        self.state.borrow().most()
    }

    fn present(&self) -> usize {
        let state = self.state.borrow();
        let is_there = |member: &&Member<P::Helper>| member.is_free();
        state.members.iter().filter(is_there).count()
    }

    fn moment(&self) -> LocalFuture<'static, ()> {
        self.port.sleep(MOMENT_MS)
    }

    fn give(&self, look: &Look, images: &[f32]) -> Option<u32> {
        let mut state = self.state.borrow_mut();
        let has_room = |member: &&mut Member<P::Helper>| {
            member.is_free() && member.questions.len() < QUESTIONS
        };
        let free = state.members.iter_mut().filter(has_room);
        let least = free.min_by_key(|member| member.questions.len())?.number;
        state.last_number += 1;
        let number = state.last_number;
        let State {
            members, answers, ..
        } = &mut *state;
        let member = members.iter_mut().find(|member| member.number == least)?;
        let look = look.clone();
        let word = ToHelper::Look { number, look };
        member.line.tell(&word, Enclosed::Floats(images.to_vec()));
        member.questions.push(number);
        answers.push((number, Given::Pending));
        drop(state);
        self.mind_threads();
        Some(number)
    }

    fn collect(&self, number: u32) -> Given {
        let answers = &mut self.state.borrow_mut().answers;
        match answers.iter().position(|(of, _)| *of == number) {
            Some(at) if answers[at].1 == Given::Pending => Given::Pending,
            Some(at) => answers.swap_remove(at).1,
            None => Given::Lost,
        }
    }

    fn forget(&self, number: u32) {
        let mut state = self.state.borrow_mut();
        let Some(at) = state.answers.iter().position(|(of, _)| *of == number) else {
            return;
        };
        state.answers.swap_remove(at);
        let mut members = state.members.iter();
        if let Some(member) = members.find(|member| member.questions.contains(&number)) {
            let word = ToHelper::Forget { number };
            member.line.tell(&word, Enclosed::Nothing);
        }
    }
}

/// Notes how a question stands that somebody waits for.
fn answer(answers: &mut [(u32, Given)], number: u32, stands: Given) {
    if let Some((_, answer)) = answers.iter_mut().find(|(of, _)| *of == number) {
        *answer = stands;
    }
}

/// Scores, then the map's numbers.
fn parted(mut numbers: Vec<f32>, sheet: Option<MapSheet>) -> Given {
    let Some(sheet) = sheet else {
        let scores = numbers;
        return Given::Done(Looked { scores, map: None });
    };
    let Some(at) = numbers.len().checked_sub(sheet.numbers()) else {
        return Given::Lost;
    };
    let map = numbers.split_off(at);
    Given::Done(Looked {
        scores: numbers,
        map: Some((sheet, map)),
    })
}
