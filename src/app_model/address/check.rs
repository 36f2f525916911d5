//! A link looked through without following it.

use crate::app_model::{AppModel, LinkFaults, LinkRefusal};

use super::link::Trouble;
use super::picture::LinkedPicture;

/// What there is to say of a link before anybody follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCheck {
    /// The part that it opens.
    pub part: &'static str,
    /// The sample that it opens, by its id.
    pub sample: Option<String>,
    /// Pairs that could not be taken as they are.
    pub faults: LinkFaults,
    pub is_cut: bool,
    /// Whether it is about a picture or a checkpoint of somebody's own, which others cannot have.
    pub is_of_own_file: bool,
}

/// Looks a link through; `beside` are the SHA-256 of the checkpoints that whoever follows it can have.
///
/// # Errors
/// Why it is no link of this page.
pub fn check_link(text: &str, beside: &[String]) -> Result<LinkCheck, LinkRefusal> {
    let (link, trouble) = AppModel::default().read_link(text)?;
    let Trouble {
        faults,
        is_cut,
        lacking,
    } = trouble;
    let is_beside = |digits: &String| beside.iter().any(|sha256| sha256.starts_with(digits));
    let (sample, is_own) = match &link.picture {
        Some(LinkedPicture::Sample(id)) => (Some(id.clone()), false),
        Some(LinkedPicture::Own(_)) => (None, true),
        None => (None, false),
    };
    Ok(LinkCheck {
        part: link.part(),
        sample,
        faults,
        is_cut,
        is_of_own_file: is_own || !lacking.iter().all(is_beside),
    })
}
