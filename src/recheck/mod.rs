//! The results of a report computed again, natively: what a teacher asks of a class's reports.
//!
//! Nothing of it knows how a result is computed. The page's own state is set up by the links of a record and
//! told what a reader did; what it asks of engines goes to the workers' own engine on this machine's CPU
//! ([`Page`], [`Engines`]). What comes out is recorded by the page's own code and compared with the record,
//! number by number and picture by picture.
//!
//! Before that, everything that can be held against the report itself is: pictures against the hashes in
//! their records, and what is said of a picture against what the network says of it. The way to a picture
//! may be long, and rounding grows on it where another device computed; what is said of the picture is not
//! excused by that.

mod claims;
mod compare;
mod decoder;
mod engines;
mod line;
mod lines;
mod page;
mod pictures;
mod steps;

use serde_json::{Value, json};

pub use engines::Engines;
pub use lines::{CSV_HEADER, csv_rows, lines, unread};
pub use page::Page;
pub use pictures::Apart;

use crate::app_model::{Bytes, Kind, NoticeKind, PictureOf, Shelved};
use crate::catalogue;
use crate::image::sha256;
use crate::protocol::{BUILD, LoadFailure};
use crate::record::{self, shelved};
use crate::report::Handed;
use compare::Standard;

/// What became of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Agrees,
    /// In these respects.
    Deviates(Vec<String>),
    /// For this reason.
    NotRecomputed(String),
    /// Its parts contradict each other.
    Altered(Vec<String>),
}

/// A figure of a report, looked through.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// [`Shelved::key`].
    pub key: String,
    /// As records name it.
    pub kind: String,
    pub verdict: Verdict,
    /// How far the pictures are from those that were made again.
    pub apart: Vec<(PictureOf, Apart)>,
    /// What the verdict does not cover.
    pub remarks: Vec<String>,
}

/// Every figure of a report, computed again.
pub fn check(handed: &Handed, engines: &mut Engines) -> Vec<Checked> {
    let all: Vec<&Shelved> = handed.figures.iter().collect();
    all.iter()
        .map(|figure| recheck(figure, &all, engines))
        .collect()
}

/// One figure, computed again; a picture that it does not hold itself may be that of another one.
pub fn recheck(figure: &Shelved, others: &[&Shelved], engines: &mut Engines) -> Checked {
    let record: Value = serde_json::from_str(&figure.record).unwrap_or_default();
    let kind = record["kind"].as_str().unwrap_or_default();
    let mut checked = Checked {
        key: figure.key.clone(),
        kind: kind.to_owned(),
        verdict: Verdict::Agrees,
        apart: Vec::new(),
        remarks: Vec::new(),
    };
    let of_kind =
        Kind::named(kind).ok_or(format!("results of the kind {kind:?} are not known here"));
    checked.verdict = match of_kind.and_then(|kind| Figure::new(kind, figure, record)) {
        Ok(whole) => whole.verdict(others, engines, &mut checked),
        Err(why) => Verdict::NotRecomputed(why),
    };
    checked
}

/// A figure with its record.
struct Figure<'a> {
    kind: Kind,
    shelved: &'a Shelved,
    record: Value,
}

impl<'a> Figure<'a> {
    fn new(kind: Kind, shelved: &'a Shelved, record: Value) -> Result<Self, String> {
        for field in ["network", "second_network"] {
            if !record[field].is_null() {
                is_known(&record[field])?;
            }
        }
        let figure = Self {
            kind,
            shelved,
            record,
        };
        Ok(figure)
    }

    fn verdict(
        &self,
        others: &[&Shelved],
        engines: &mut Engines,
        checked: &mut Checked,
    ) -> Verdict {
        let mut strange = claims::strangers(self.kind, self.shelved, &self.record);
        for field in ["request", "result"] {
            if !self.record[field].is_object() {
                strange.push(format!("its record has no {field}"));
            }
        }
        strange.extend(claims::untrue(
            self.kind,
            self.shelved,
            &self.record,
            engines,
        ));
        if !strange.is_empty() {
            return Verdict::Altered(strange);
        }
        if let Err(why) = self.is_whole() {
            return Verdict::NotRecomputed(why);
        }
        let mut verdict = self.attempt(&self.record, others, engines, checked);
        let is_off = matches!(verdict, Verdict::Deviates(_));
        if self.kind == Kind::Transfer && is_off {
            // The record does not say whether the attack was followed by the search for a smaller change.
            let mut searched = self.record.clone();
            searched["attack"] = json!({"search_gradients": 1});
            let mut other = checked.clone();
            if self.attempt(&searched, others, engines, &mut other) == Verdict::Agrees {
                (verdict, *checked) = (Verdict::Agrees, other);
            }
        }
        verdict
    }

    /// Of a run that was cut off nobody knows when.
    fn is_whole(&self) -> Result<(), String> {
        let result = &self.record["result"];
        let stopped = |of: &Value| {
            let phase = of["phase"].as_str().unwrap_or("ended");
            let end = of["end"].as_str().unwrap_or("finished");
            phase != "ended" || end != "finished"
        };
        let mut cells = result["cells"].as_array().into_iter().flatten();
        let mut contenders = result["contenders"].as_array().into_iter().flatten();
        let mut images = ["images", "maps"].into_iter();
        let mut images = images
            .by_ref()
            .flat_map(|list| result[list].as_array().into_iter().flatten());
        let is_done = |one: &Value| one["state"].as_str().unwrap_or("done") == "done";
        if stopped(result) || cells.any(stopped) || !contenders.all(is_done) || !images.all(is_done)
        {
            return Err("it was stopped before its end".to_owned());
        }
        if self.record["changes"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
        {
            return Err("its parameters were changed on the way".to_owned());
        }
        Ok(())
    }

    /// What the network saw, from this figure or from another one of the report.
    fn pixels(&self, others: &[&Shelved]) -> Result<Option<Bytes>, String> {
        let Some(hash) = self.record["image"]["pixels_sha256"].as_str() else {
            return Ok(None);
        };
        let is_of_it = |of| {
            matches!(
                of,
                PictureOf::Seen | PictureOf::Original | PictureOf::Among(_)
            )
        };
        let all = std::iter::once(&self.shelved).chain(others);
        let mut pictures = all.flat_map(|figure| &figure.pictures);
        let found =
            pictures.find(|picture| is_of_it(picture.of) && sha256(&picture.pixels) == hash);
        let found = found.map(|picture| Some(picture.pixels.clone()));
        found.ok_or("the picture that it began with is not in the report".to_owned())
    }

    /// Does again what `record` says, and compares.
    fn attempt(
        &self,
        record: &Value,
        others: &[&Shelved],
        engines: &mut Engines,
        checked: &mut Checked,
    ) -> Verdict {
        let mut page = Page::new(engines);
        if let Err(why) = self.set_up(&mut page, others) {
            return why;
        }
        if let Err(why) = steps::done_again(&mut page, self.kind, self.shelved, record) {
            return Verdict::NotRecomputed(why);
        }
        match shelved(&page.model, self.kind, "") {
            Some(ours) => self.beside(&ours, checked),
            None => Verdict::NotRecomputed("nothing came of it here".to_owned()),
        }
    }

    fn set_up(&self, page: &mut Page<'_>, others: &[&Shelved]) -> Result<(), Verdict> {
        let not = |why: &str| Err(Verdict::NotRecomputed(why.to_owned()));
        let image = &self.record["image"];
        let pixels = self.pixels(others).map_err(Verdict::NotRecomputed)?;
        let Ok(links) = record::links(self.shelved.record.as_bytes()) else {
            return not("its record has no link that is understood here");
        };
        page.set_up(&links, pixels.map(|pixels| (pixels, image)));
        if page.misunderstands {
            return not("its link says things that this version does not know");
        }
        if page.lacks_sample && !image["id"].is_null() {
            let why = "its link is about another picture than its record".to_owned();
            return Err(Verdict::Altered(vec![why]));
        }
        let mut notices = page.model.notices.iter();
        match notices.find_map(|notice| why_no_engine(&notice.kind)) {
            Some(why) => not(&why),
            None => Ok(()),
        }
    }

    fn beside(&self, ours: &Shelved, checked: &mut Checked) -> Verdict {
        let record: Value = serde_json::from_str(&ours.record).unwrap_or_default();
        if let Some(what) = compare::is_same(&self.record["request"], &record["request"]) {
            let by = &self.record["software"]["build"];
            let is_of_this = by.as_str() == Some(BUILD);
            return match is_of_this {
                true => Verdict::Altered(vec![format!("its link and its request differ: {what}")]),
                false => Verdict::Deviates(vec![format!(
                    "its link and its request differ: {what}; the page was of another version"
                )]),
            };
        }
        let standard = self.standard(&record);
        let mut wrong = compare::differences(&self.record["result"], &record["result"], standard);
        let (apart, too_far) = pictures::apart(self.shelved, ours, standard);
        checked.remarks = pictures::remarks(&apart, standard);
        checked.apart = apart;
        wrong.extend(too_far);
        match wrong.is_empty() {
            true => Verdict::Agrees,
            false => Verdict::Deviates(wrong),
        }
    }

    fn standard(&self, ours: &Value) -> Standard {
        let variant = |record: &Value| record["device"]["variant"].clone();
        let is_same = !variant(ours).is_null() && variant(&self.record) == variant(ours);
        if is_same {
            return Standard::SameKernels;
        }
        match self.kind {
            Kind::Attack | Kind::Comparison | Kind::Transfer => Standard::LongWay,
            Kind::Visualisation | Kind::Sheet | Kind::Recognition => Standard::Ascent,
            _ => Standard::OtherKernels,
        }
    }
}

/// Whether the weights of a network of a record can be had.
fn is_known(network: &Value) -> Result<(), String> {
    let id = network["id"].as_str().unwrap_or_default();
    let spec = catalogue::network(id).ok_or("the network is the reader's own")?;
    match network["sha256"].as_str() == Some(spec.sha256) {
        true => Ok(()),
        false => Err(format!("its weights of {id} are not those of this version")),
    }
}

fn why_no_engine(notice: &NoticeKind) -> Option<String> {
    match notice {
        NoticeKind::EngineFailed(LoadFailure::Weights { message }) => Some(format!(
            "the weights of its network are not here: {message}"
        )),
        NoticeKind::EngineFailed(_) => Some("its network does not work on this machine".to_owned()),
        _ => None,
    }
}
