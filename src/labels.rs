//! English and French names of the 1000 ImageNet-1k classes, and a search over them.
//!
//! Every name is unique within its language: namesakes carry a word in brackets that
//! tells them apart ("crane (bird)", "crane (machine)").

mod synonyms;
mod words;

use std::cell::{Cell, RefCell};
use std::sync::{Arc, OnceLock};

use crate::spec::{ClassId, Lang};

/// Header `index\ten\tfr`, then one line per class in the order of the network's outputs.
const TABLE: &str = include_str!("labels/imagenet_1k.tsv");

/// Whose classes they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ClassNames {
    /// The thousand of ILSVRC 2012, in the order of the published networks' scores.
    #[default]
    ImageNet,
    /// So many classes of which nothing is known: "class 0" and so on.
    Numbered(usize),
    /// A reader's, the same in both languages.
    Own(Arc<[String]>),
}

thread_local! {
    /// The names in use: as with a language, the page speaks one at a time.
    static IN_USE: Cell<Option<&'static [Entry]>> = const { Cell::new(None) };
    /// Those that were made, so that none is made twice.
    static MADE: RefCell<Vec<(ClassNames, &'static [Entry])>> = const { RefCell::new(Vec::new()) };
}

/// From now on [`name`], [`count`] and [`search`] are about these names, on this thread.
pub fn use_names(names: &ClassNames) {
    let entries = match names {
        ClassNames::ImageNet => None,
        names => Some(made(names)),
    };
    IN_USE.set(entries);
}

/// Kept for as long as the page lives, as what is named may be shown for as long.
fn made(names: &ClassNames) -> &'static [Entry] {
    MADE.with_borrow_mut(|made| {
        if let Some((_, entries)) = made.iter().find(|(of, _)| of == names) {
            return *entries;
        }
        let entries: &'static [Entry] = Box::leak(make(names).into_boxed_slice());
        made.push((names.clone(), entries));
        entries
    })
}

fn make(names: &ClassNames) -> Vec<Entry> {
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let entry = |index: usize, en: String, fr: String| Entry {
        class: ClassId(index as u16),
        en: Name::new(keep(en)),
        fr: Name::new(keep(fr)),
    };
    let numbered = |index| entry(index, format!("class {index}"), format!("classe {index}"));
    match names {
        ClassNames::ImageNet => Vec::new(),
        ClassNames::Numbered(count) => (0..*count).map(numbered).collect(),
        ClassNames::Own(names) => names
            .iter()
            .enumerate()
            .map(|(index, name)| match name.as_str() {
                "" => numbered(index),
                name => entry(index, name.to_owned(), name.to_owned()),
            })
            .collect(),
    }
}

/// One language's name of a class: as shown, and as compared with a query.
struct Name {
    shown: &'static str,
    folded: String,
}

struct Entry {
    class: ClassId,
    en: Name,
    fr: Name,
}

impl Entry {
    fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let class = ClassId(columns.next()?.parse().ok()?);
        let en = Name::new(columns.next()?);
        let fr = Name::new(columns.next()?);
        columns.next().is_none().then_some(Self { class, en, fr })
    }

    fn name(&self, lang: Lang) -> &Name {
        match lang {
            Lang::En => &self.en,
            Lang::Fr => &self.fr,
        }
    }
}

impl Name {
    fn new(shown: &'static str) -> Self {
        let folded = fold(shown);
        Self { shown, folded }
    }
}

fn entries() -> &'static [Entry] {
    IN_USE.get().unwrap_or_else(imagenet)
}

fn imagenet() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| TABLE.lines().skip(1).filter_map(Entry::parse).collect())
}

/// How well a name or an index answers a query, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Exact,
    /// The same words in another order or number, or written as one.
    SameWords,
    NamePrefix,
    WordPrefix,
    /// The words, each in another number.
    WordStem,
    Substring,
}

/// A folded query. Empty when the reader typed nothing that is a letter or a digit.
struct Query {
    folded: String,
}

impl Query {
    fn rank_name(&self, name: &Name) -> Option<Rank> {
        let query = self.folded.as_str();
        let folded = name.folded.as_str();
        let words = || query.split(' ');
        let starts_a_word = |word: &str| folded.split(' ').any(|part| part.starts_with(word));
        if folded == query {
            Some(Rank::Exact)
        } else if words::are_same(query, folded) {
            Some(Rank::SameWords)
        } else if folded.starts_with(query) {
            Some(Rank::NamePrefix)
        } else if words().all(starts_a_word) {
            Some(Rank::WordPrefix)
        } else if words().all(|word| words::has(folded, word)) {
            Some(Rank::WordStem)
        } else if words().all(|word| folded.contains(word)) {
            Some(Rank::Substring)
        } else {
            None
        }
    }

    fn rank_index(&self, class: ClassId) -> Option<Rank> {
        let number: u16 = self.folded.parse().ok()?;
        if number == class.0 {
            Some(Rank::Exact)
        } else {
            let digits = class.0.to_string();
            digits.starts_with(&self.folded).then_some(Rank::NamePrefix)
        }
    }

    /// The best rank of a class and whether it comes from the reader's own language (0), from the
    /// other one (1) or from WordNet (2), so that equal ranks put the reader's language first.
    fn rank(&self, entry: &Entry, lang: Lang) -> Option<(Rank, u8)> {
        let own = self
            .rank_index(entry.class)
            .into_iter()
            .chain(self.rank_name(entry.name(lang)))
            .min();
        let other = self.rank_name(entry.name(other(lang)));
        let synonym = match IN_USE.get() {
            None => synonyms::rank(self, entry.class.index()),
            Some(_) => None,
        };
        own.map(|rank| (rank, 0))
            .into_iter()
            .chain(other.map(|rank| (rank, 1)))
            .chain(synonym.map(|rank| (rank, 2)))
            .min()
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Fr,
        Lang::Fr => Lang::En,
    }
}

/// Lower case without accents, ligatures spelled out, every run of other characters
/// (apostrophes, hyphens, brackets, spaces) a single space.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        if ('\u{300}'..='\u{36f}').contains(&c) {
            continue;
        }
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        push_plain(&mut folded, c);
    }
    folded
}

fn push_plain(folded: &mut String, c: char) {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => folded.push('a'),
        'ç' => folded.push('c'),
        'è' | 'é' | 'ê' | 'ë' | 'ē' => folded.push('e'),
        'ì' | 'í' | 'î' | 'ï' | 'ī' => folded.push('i'),
        'ñ' => folded.push('n'),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => folded.push('o'),
        'ù' | 'ú' | 'û' | 'ü' | 'ū' => folded.push('u'),
        'ý' | 'ÿ' => folded.push('y'),
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        'ß' => folded.push_str("ss"),
        plain => folded.push(plain),
    }
}

/// The short common name of a class, or `None` when `class` is not below [`count`].
pub fn name(class: ClassId, lang: Lang) -> Option<&'static str> {
    let entry = entries().get(usize::from(class.0))?;
    Some(entry.name(lang).shown)
}

/// The class of ImageNet with this name in either language, whatever its case and its accents.
pub fn imagenet_class(name: &str) -> Option<ClassId> {
    let folded = fold(name);
    let is_it = |entry: &&Entry| {
        [&entry.en, &entry.fr]
            .iter()
            .any(|own| own.folded == folded)
    };
    imagenet().iter().find(is_it).map(|entry| entry.class)
}

/// The names of ImageNet's classes in both languages, in the order of the classes.
pub fn imagenet_names() -> impl Iterator<Item = &'static str> {
    imagenet()
        .iter()
        .flat_map(|entry| [entry.en.shown, entry.fr.shown])
}

/// The number of classes, numbered from 0: 1000, unless other names are in use.
pub fn count() -> usize {
    entries().len()
}

/// From now on ImageNet's classes answer to what WordNet calls them, too; whether `text` is the list
/// of that, a line for each class.
pub fn add_synonyms(text: &str) -> bool {
    synonyms::add(text, TABLE.lines().count() - 1)
}

/// Whether every name that the classes in use have is known.
pub fn knows_all_names() -> bool {
    IN_USE.get().is_some() || synonyms::are_there()
}

/// At most `limit` classes that answer `query`, best first.
///
/// Case, accents, ligatures, punctuation and plurals do not matter. A number matches the class of
/// that index, then the indices that begin with it. Several words all have to match within
/// one language, in any order. An exact match comes before the same words, a prefix of the name,
/// a prefix of any of its words, their stems and a substring; at equal rank a match in `lang` comes before one in
/// the other language, then the lower index. A query without a letter or a digit gives the
/// first `limit` classes.
pub fn search(query: &str, lang: Lang, limit: usize) -> Vec<ClassId> {
    search_among(query, lang, limit, None)
}

/// [`search`] among `only` these classes, where there are any such.
pub fn search_among(
    query: &str,
    lang: Lang,
    limit: usize,
    only: Option<&[ClassId]>,
) -> Vec<ClassId> {
    let query = Query {
        folded: fold(query),
    };
    let is_wanted = |entry: &&Entry| only.is_none_or(|only| only.contains(&entry.class));
    let wanted = entries().iter().filter(is_wanted);
    if query.folded.is_empty() {
        return wanted.take(limit).map(|e| e.class).collect();
    }
    let mut found: Vec<_> = wanted
        .filter_map(|entry| Some((query.rank(entry, lang)?, entry.class)))
        .collect();
    found.sort_unstable();
    found.into_iter().take(limit).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const LANGS: [Lang; 2] = [Lang::En, Lang::Fr];

    fn en(index: u16) -> &'static str {
        name(ClassId(index), Lang::En).unwrap()
    }

    fn fr(index: u16) -> &'static str {
        name(ClassId(index), Lang::Fr).unwrap()
    }

    fn indices(query: &str, lang: Lang, limit: usize) -> Vec<u16> {
        search(query, lang, limit).iter().map(|c| c.0).collect()
    }

    fn position(found: &[u16], index: u16) -> usize {
        found.iter().position(|&f| f == index).unwrap()
    }

    #[test]
    fn the_table_has_a_header_and_one_line_per_class_in_order() {
        assert_eq!(TABLE.lines().next(), Some("index\ten\tfr"));
        assert_eq!(TABLE.lines().count(), 1001);
        assert_eq!(count(), 1000);
        for (position, entry) in entries().iter().enumerate() {
            assert_eq!(usize::from(entry.class.0), position);
        }
        assert_eq!(name(ClassId(1000), Lang::En), None);
    }

    #[test]
    fn every_name_is_trimmed_and_unique_within_its_language() {
        for lang in LANGS {
            let names = entries().iter().map(|entry| entry.name(lang));
            let unique: BTreeSet<_> = names.clone().map(|name| name.folded.as_str()).collect();
            assert_eq!(unique.len(), 1000, "{lang:?}");
            for name in names {
                assert!(!name.folded.is_empty());
                assert_eq!(name.shown, name.shown.trim());
            }
        }
    }

    #[test]
    fn well_known_indices_have_their_names() {
        let anchors = [
            (0, "tench", "tanche"),
            (1, "goldfish", "poisson rouge"),
            (6, "stingray", "pastenague"),
            (76, "tarantula", "mygale"),
            (130, "flamingo", "flamant rose"),
            (281, "tabby", "chat tabby"),
            (285, "Egyptian cat", "chat égyptien"),
            (366, "gorilla", "gorille"),
            (604, "hourglass", "sablier"),
            (967, "espresso", "expresso"),
            (999, "toilet tissue", "papier toilette"),
        ];
        for (index, english, french) in anchors {
            assert_eq!((en(index), fr(index)), (english, french));
        }
    }

    #[test]
    fn namesakes_are_told_apart_in_both_languages() {
        assert_eq!((en(134), en(517)), ("crane (bird)", "crane (machine)"));
        assert_eq!((fr(134), fr(517)), ("grue (oiseau)", "grue (engin)"));
        assert!(en(638).starts_with("maillot") && en(639).starts_with("maillot"));
        assert_eq!((en(657), en(744)), ("missile", "projectile"));
        assert!(fr(129).starts_with("spatule") && fr(813).starts_with("spatule"));
        assert!(fr(453).starts_with("bibliothèque") && fr(624).starts_with("bibliothèque"));
    }

    #[test]
    fn other_names_take_the_place_of_imagenets_and_give_it_back() {
        use_names(&ClassNames::Numbered(12));
        assert_eq!((count(), en(3), fr(3)), (12, "class 3", "classe 3"));
        assert_eq!(indices("classe 1", Lang::Fr, 50), [1, 10, 11]);
        assert_eq!(name(ClassId(12), Lang::En), None);
        use_names(&ClassNames::Own(
            ["cat".to_owned(), "Chien".to_owned()].into(),
        ));
        assert_eq!((count(), en(1), fr(1)), (2, "Chien", "Chien"));
        assert_eq!(indices("chien", Lang::En, 50), [1]);
        use_names(&ClassNames::ImageNet);
        assert_eq!((count(), en(285)), (1000, "Egyptian cat"));
    }

    #[test]
    fn a_search_among_a_few_finds_nothing_else() {
        let only = [ClassId(285), ClassId(6), ClassId(281)];
        let among = |query, limit| search_among(query, Lang::En, limit, Some(&only));
        assert_eq!(among("", 50), [ClassId(6), ClassId(281), ClassId(285)]);
        assert_eq!(among("", 1), [ClassId(6)]);
        assert_eq!(among("cat", 1), [ClassId(285)]);
        assert!(among("flamingo", 50).is_empty());
        assert!(search_among("", Lang::En, 50, Some(&[])).is_empty());
    }

    #[test]
    fn classes_of_imagenet_are_found_by_their_whole_names_alone() {
        for (name, class) in [
            ("Egyptian cat", Some(285)),
            ("chat egyptien", Some(285)),
            ("Flamant rose", Some(130)),
            ("cat", None),
            ("", None),
        ] {
            assert_eq!(imagenet_class(name), class.map(ClassId), "{name}");
        }
        use_names(&ClassNames::Numbered(2));
        assert_eq!(imagenet_class("flamingo"), Some(ClassId(130)));
        assert_eq!(imagenet_names().count(), 2000);
        use_names(&ClassNames::ImageNet);
    }

    #[test]
    fn folding_drops_case_accents_ligatures_and_punctuation() {
        assert_eq!(fold("  Épagneul d’eau "), "epagneul d eau");
        assert_eq!(fold("e\u{301}pagneul"), "epagneul");
        assert_eq!(fold("NŒUD, Cæsar, Straße"), "noeud caesar strasse");
        assert_eq!(fold("grue (oiseau)"), "grue oiseau");
        assert_eq!(fold(" -’ "), "");
    }

    #[test]
    fn an_empty_query_gives_the_first_classes() {
        assert_eq!(indices("", Lang::En, 3), [0, 1, 2]);
        assert_eq!(indices("  …", Lang::Fr, 2), [0, 1]);
        assert_eq!(search("", Lang::Fr, 5000).len(), 1000);
        assert!(search("cat", Lang::En, 0).is_empty());
    }

    #[test]
    fn a_number_finds_its_index_then_the_indices_that_begin_with_it() {
        let expected = [28, 280, 281, 282, 283, 284, 285, 286, 287, 288, 289];
        assert_eq!(indices("28", Lang::En, 50), expected);
        assert_eq!(indices(" #285", Lang::Fr, 50), [285]);
        assert_eq!(indices("007", Lang::Fr, 50), [7]);
        assert!(indices("1000", Lang::En, 50).is_empty());
        assert!(indices("99999999", Lang::En, 50).is_empty());
    }

    #[test]
    fn accents_and_ligatures_need_not_be_typed() {
        assert_eq!(indices("elephant d'asie", Lang::Fr, 50), [385]);
        assert_eq!(indices("ELEPHANT", Lang::Fr, 3), [101, 385, 386]);
        assert_eq!(indices("boeuf", Lang::Fr, 1), [345]);
        assert_eq!(indices("nœud papillon", Lang::Fr, 1), [457]);
        assert_eq!(indices("noeud", Lang::Fr, 2), [616, 457]);
        assert!(indices("oe", Lang::Fr, 1000).contains(&345));
    }

    #[test]
    fn exact_names_come_before_name_prefixes_word_prefixes_and_substrings() {
        assert_eq!(indices("bee", Lang::En, 2), [309, 92]);
        assert_eq!(indices("lion", Lang::En, 2), [291, 396]);
        let found = indices("ring", Lang::En, 1000);
        let [binder, lemur, springer] = [446, 383, 217].map(|index| position(&found, index));
        assert!(binder < lemur && lemur < springer);
    }

    #[test]
    fn both_languages_are_searched_with_the_readers_own_first() {
        assert_eq!(indices("sablier", Lang::En, 1), [604]);
        assert_eq!(indices("hourglass", Lang::Fr, 1), [604]);
        assert_eq!(indices("pie", Lang::Fr, 1), [18]);
        let french = indices("car", Lang::Fr, 1000);
        let english = indices("car", Lang::En, 1000);
        assert!(position(&french, 302) < position(&french, 475));
        assert!(position(&english, 475) < position(&english, 302));
    }

    #[test]
    fn all_the_words_of_a_query_have_to_match() {
        assert_eq!(indices("cat egyptian", Lang::En, 50), [285]);
        assert_eq!(indices("terrier tibet", Lang::Fr, 50), [200]);
        assert_eq!(indices("grenouille taureau", Lang::Fr, 50), [30]);
        assert!(indices("cat zeppelin", Lang::En, 50).is_empty());
    }

    #[test]
    fn a_class_is_listed_once_even_when_both_languages_match() {
        let found = indices("orange", Lang::Fr, 50);
        assert_eq!(found[0], 950);
        assert_eq!(found.iter().filter(|&&f| f == 950).count(), 1);
    }

    #[test]
    fn wordnets_names_and_identifiers_find_the_right_class_first() {
        assert!(!knows_all_names());
        assert!(!add_synonyms("n01440764 tench, Tinca tinca\n"));
        let text = include_str!("../public/labels/synonyms.txt");
        assert!(add_synonyms(text) && knows_all_names());
        let cases = [
            ("tench, Tinca tinca", 0),
            ("Tinca tinca", 0),
            ("tinca", 0),
            ("tabby, tabby cat", 281),
            ("tabby cat", 281),
            ("cat, tabby", 281),
            ("n02132136", 294),
            ("N02132136", 294),
            ("bruin", 294),
            ("Ursus arctos", 294),
            ("great grey owl", 24),
            ("Strix nebulosa", 24),
            ("one-armed bandit", 800),
            ("tee shirt", 610),
            ("Tshirt", 610),
            ("t-shirts", 610),
            ("screw driver", 784),
            ("gas-mask", 570),
            ("pyjamas", 697),
            ("king of beasts", 291),
            ("Egyptian cats", 285),
            ("golden retrievers", 207),
            ("butterflies admiral", 321),
            ("294", 294),
            ("tarentule", 76),
            ("Tarentules", 76),
            ("cobaye", 338),
            ("ours blanc", 296),
            ("serpent à sonnette", 67),
            ("télé", 851),
        ];
        for lang in LANGS {
            for (query, class) in cases {
                assert_eq!(indices(query, lang, 1), [class], "{query} {lang:?}");
            }
        }
        // Namesakes are all found; what the reader's language says comes before WordNet.
        assert_eq!(indices("crane", Lang::En, 2), [134, 517]);
        assert_eq!(indices("missile", Lang::En, 2), [657, 744]);
        assert!(indices("n0213", Lang::En, 50).contains(&294));
        let own = ["tabby".to_owned(), "cat".to_owned()];
        use_names(&ClassNames::Own(own.into()));
        assert!(indices("n02132136", Lang::En, 50).is_empty());
        use_names(&ClassNames::ImageNet);
    }

    #[test]
    fn every_label_and_identifier_of_wordnet_finds_its_class_first() {
        let text = include_str!("../public/labels/synonyms.txt");
        assert!(add_synonyms(text));
        let mut labels: BTreeSet<&str> = BTreeSet::new();
        for (class, line) in text.lines().enumerate() {
            let (identifier, names) = line.split_once(' ').unwrap();
            let label = names.split(" | ").next().unwrap();
            assert_eq!(indices(identifier, Lang::Fr, 1), [class as u16], "{line}");
            // Two pairs of namesakes have one label.
            if labels.insert(label) && !["crane", "maillot"].contains(&label) {
                let found = indices(label, Lang::En, 1);
                assert_eq!(found, [class as u16], "{line}");
            }
        }
    }

    #[test]
    fn every_further_name_in_french_finds_its_class() {
        assert!(add_synonyms(include_str!("../public/labels/synonyms.txt")));
        let further = include_str!("labels/french_synonyms.tsv");
        assert!(further.lines().count() > 150);
        for line in further.lines() {
            let (index, names) = line.split_once('\t').unwrap();
            let class: u16 = index.parse().unwrap();
            for name in names.split(", ") {
                assert!(fold(name) != fold(fr(class)), "{line}");
                let found = indices(name, Lang::Fr, 50);
                assert!(found.contains(&class), "{name}: {found:?}");
            }
        }
    }

    #[test]
    fn plurals_of_both_languages_find_the_singular() {
        assert_eq!(indices("mygales", Lang::Fr, 1), [76]);
        assert_eq!(indices("tarantulas", Lang::En, 1), [76]);
        assert_eq!(
            indices("châteaux d’eau", Lang::Fr, 1),
            indices("château d’eau", Lang::Fr, 1)
        );
        assert_eq!(indices("hour-glasses", Lang::En, 1), [604]);
        assert!(indices("foxes", Lang::En, 50).contains(&277));
    }

    #[test]
    fn a_class_without_a_name_of_its_own_is_numbered() {
        let names = ["grue".to_owned(), String::new(), "grue".to_owned()];
        use_names(&ClassNames::Own(names.into()));
        assert_eq!((en(1), fr(1)), ("class 1", "classe 1"));
        assert_eq!(indices("class 1", Lang::En, 50), [1]);
        assert_eq!(indices("grue", Lang::Fr, 50), [0, 2]);
        use_names(&ClassNames::ImageNet);
    }
}
