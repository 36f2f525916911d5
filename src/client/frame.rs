//! The page inside of another one.

use web_sys::Url;

use super::surroundings::{address_param, window};

/// Frames in frames that are looked at.
const MOST_FRAMES: usize = 16;

/// What stands around the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    Nothing,
    /// Pages of the same origin, which share what the browser keeps.
    Own,
    /// A page of another origin among them: most browsers keep apart what is written in such a frame.
    Another,
}

/// What stands around the page.
pub fn around() -> Around {
    let mut here = window();
    let mut found = Around::Nothing;
    for _ in 0..MOST_FRAMES {
        let parent = here.parent().ok().flatten();
        let Some(parent) = parent.filter(|parent| *parent != here) else {
            break;
        };
        // Of another origin not even the address may be read.
        if parent.location().href().is_err() {
            return Around::Another;
        }
        found = Around::Own;
        here = parent;
    }
    found
}

/// Whether the page leaves its title and its foot away, another page having its own around it.
pub fn is_embedded() -> bool {
    address_param("embed").as_deref() == Some("1")
}

/// The address of the whole page, with this link where there is one.
pub fn whole_page(link: Option<&str>) -> Option<String> {
    let address = Url::new(&window().location().href().ok()?).ok()?;
    if is_embedded() {
        address.search_params().delete("embed");
    }
    if let Some(link) = link {
        address.set_hash(link);
    }
    Some(address.href())
}
