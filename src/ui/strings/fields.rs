use super::pick;
use crate::spec::Lang;
use crate::ui::typed::{Refusal, Wanted, written};

/// More of what was typed than this is not said again.
const MOST_QUOTED: usize = 24;

/// Why a field for a number did not take what was typed; `kept` is the value that holds on.
pub fn field_refused(
    typed: &str,
    refusal: Refusal,
    wanted: &Wanted,
    kept: f64,
    lang: Lang,
) -> String {
    let (why, kept) = (reason(typed, refusal, lang), written(kept, lang));
    let range = range(wanted, lang);
    let (en, fr) = match (refusal, wanted.whole) {
        (Refusal::Ambiguous(..), _) => (
            "the one you mean, a number",
            "celui que vous voulez, un nombre",
        ),
        (_, true) => ("a whole number", "un nombre entier"),
        (_, false) => ("a number", "un nombre"),
    };
    pick(
        lang,
        format!("{why}, so {kept} stays: type {en} {range}."),
        format!("{why}, donc {kept} reste\u{a0}: tapez {fr} {range}."),
    )
}

/// That the value of a field lies outside of a range that has changed.
pub fn field_outside(value: f64, wanted: &Wanted, lang: Lang) -> String {
    let (value, range) = (written(value, lang), range(wanted, lang));
    pick(
        lang,
        format!("{value} lies outside the range: type a number {range}."),
        format!("{value} sort de l’intervalle permis\u{a0}: tapez un nombre {range}."),
    )
}

/// Why a field for a list of numbers did not take what was typed.
pub fn list_refused(typed: &str, refusal: Refusal, wanted: &Wanted, lang: Lang) -> String {
    let (why, range) = (reason(typed, refusal, lang), range(wanted, lang));
    let (en, fr) = if wanted.whole {
        ("whole numbers", "des nombres entiers")
    } else {
        ("numbers", "des nombres")
    };
    pick(
        lang,
        format!(
            "{why}, so the list stays as it was: type {en} {range}, with semicolons between them."
        ),
        format!(
            "{why}, donc la liste reste comme elle était\u{a0}: tapez {fr} {range}, séparés par des points-virgules."
        ),
    )
}

fn range(wanted: &Wanted, lang: Lang) -> String {
    let (least, most) = (written(wanted.least, lang), written(wanted.most, lang));
    pick(
        lang,
        format!("from {least} to {most}"),
        format!("de {least} à {most}"),
    )
}

fn reason(typed: &str, refusal: Refusal, lang: Lang) -> String {
    let quoted = quoted(typed, lang);
    let said = |en: &str, fr: &str| pick(lang, format!("{quoted} {en}"), format!("{quoted} {fr}"));
    match refusal {
        Refusal::Empty => pick(
            lang,
            "Nothing was typed".to_owned(),
            "Rien n’a été tapé".to_owned(),
        ),
        Refusal::NoNumber => said("is not a number", "n’est pas un nombre"),
        Refusal::NotWhole => said("is not a whole number", "n’est pas un nombre entier"),
        Refusal::Outside => said("lies outside the range", "sort de l’intervalle permis"),
        Refusal::OneOrMore => said(
            "may be one number or several",
            "peut être un nombre ou plusieurs",
        ),
        Refusal::Ambiguous(a, b) => {
            let (a, b) = (written(a, lang), written(b, lang));
            said(
                &format!("may mean {a} or {b}"),
                &format!("peut vouloir dire {a} ou {b}"),
            )
        }
        Refusal::TooMany(most) => pick(
            lang,
            format!("These are more than {most} values"),
            format!("Cela fait plus de {most} valeurs"),
        ),
    }
}

fn quoted(typed: &str, lang: Lang) -> String {
    let mut short: String = typed.trim().chars().take(MOST_QUOTED).collect();
    if short.len() < typed.trim().len() {
        short.push('…');
    }
    pick(lang, format!("“{short}”"), format!("«\u{a0}{short}\u{a0}»"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_was_typed_why_it_is_not_taken_what_holds_and_what_may_be_typed() {
        let eta = Wanted::number(0.001, 20.0, 0.1);
        assert_eq!(
            field_refused(" abc ", Refusal::NoNumber, &eta, 0.5, Lang::En),
            "“abc” is not a number, so 0.5 stays: type a number from 0.001 to 20."
        );
        assert_eq!(
            field_refused(
                "1.000",
                Refusal::Ambiguous(1000.0, 1.0),
                &eta,
                0.5,
                Lang::Fr
            ),
            "«\u{a0}1.000\u{a0}» peut vouloir dire 1000 ou 1, donc 0,5 reste\u{a0}: tapez celui que vous voulez, un nombre de 0,001 à 20."
        );
        let whole = Wanted::whole(1.0, 2000.0, 1.0);
        assert_eq!(
            list_refused("20.5", Refusal::NotWhole, &whole, Lang::En),
            "“20.5” is not a whole number, so the list stays as it was: type whole numbers from 1 to 2000, with semicolons between them."
        );
    }

    #[test]
    fn a_long_text_is_not_said_again_in_full() {
        let any = Wanted::number(0.0, 1.0, 0.1);
        let long = "é".repeat(400);
        let said = field_refused(&long, Refusal::NoNumber, &any, 0.5, Lang::Fr);
        assert!(said.chars().count() < 120 && said.contains("é…"), "{said}");
    }
}
