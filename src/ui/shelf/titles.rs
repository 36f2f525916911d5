//! What an entry is called.

use super::facts::params;
use super::figures::figures;
use super::reading::Reading;
use crate::app_model::Kind;
use crate::spec::Lang;
use crate::ui::strings;

/// Facts on a card at the most, of what was set and of what came out.
const FEW: usize = 3;

/// Such as `Attack: Egyptian cat (285) → stingray (6)`.
pub fn title(reading: &Reading, lang: Lang) -> String {
    let kind = reading
        .kind
        .map_or("", |kind| strings::kind_name(kind).get(lang));
    match subject(reading, lang) {
        Some(subject) => strings::named_value(kind, &subject, lang),
        None => kind.to_owned(),
    }
}

fn subject(reading: &Reading, lang: Lang) -> Option<String> {
    match reading.kind? {
        Kind::Map
        | Kind::Methods
        | Kind::SecondMap
        | Kind::Sanity
        | Kind::Faithful
        | Kind::Object
        | Kind::Proof => reading.class_of(reading.at("/result/class")?, lang),
        Kind::Attack => Some(attacked(reading, lang).unwrap_or(reading.goal(lang)?)),
        Kind::Comparison | Kind::Transfer => reading.goal(lang),
        Kind::Visualisation | Kind::Sheet | Kind::Recognition => reading.caption(lang),
        Kind::Pictures | Kind::Matrix => reading.method(lang),
    }
}

fn attacked(reading: &Reading, lang: Lang) -> Option<String> {
    let class = |place| reading.class_of(reading.at(place)?, lang);
    let (from, to) = (
        class("/result/source/class")?,
        class("/result/target/class")?,
    );
    Some(strings::from_to(&from, &to))
}

/// Network, picture and method.
pub fn subtitle(reading: &Reading, lang: Lang) -> String {
    let networks = reading.networks().join(" + ");
    let picture = reading.picture(lang);
    let method = reading
        .method(lang)
        .filter(|_| !matches!(reading.kind, Some(Kind::Matrix | Kind::Pictures)));
    let words = [Some(networks), picture, method].into_iter().flatten();
    words.collect::<Vec<_>>().join(" · ")
}

/// The first of what was set, and the first of what came out.
pub fn in_short(reading: &Reading, lang: Lang) -> [String; 2] {
    let told = |facts: Vec<super::reading::Fact>| {
        let words = facts
            .iter()
            .take(FEW)
            .map(|fact| strings::named_value(&fact.name, &fact.value, lang));
        words.collect::<Vec<_>>().join(" · ")
    };
    [told(params(reading, lang)), told(figures(reading, lang))]
}
