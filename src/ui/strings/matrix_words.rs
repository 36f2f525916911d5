use super::pick;
use crate::app_model::{Matrix, MatrixCell, MatrixImage};
use crate::catalogue;
use crate::spec::Lang;
use crate::ui::numbers::{duration_ms, percent};

/// What a matrix of so many images and targets takes.
pub fn matrix_plan(images: usize, targets: usize, attack: &str, lang: Lang) -> String {
    let each = images * targets;
    pick(
        lang,
        format!("Attacks on each network: {each}, by “{attack}”."),
        format!("Attaques sur chaque réseau : {each}, par « {attack} »."),
    )
}

/// How far a matrix has come, and how long it will still take.
pub fn matrix_progress(matrix: &Matrix, lang: Lang) -> String {
    let (done, planned) = matrix.progress();
    let words = pick(
        lang,
        format!("Attacks: {done} of {planned}"),
        format!("Attaques : {done} sur {planned}"),
    );
    match matrix.remaining_ms().filter(|_| matrix.is_under_way()) {
        Some(ms) => {
            let left = duration_ms(ms, lang);
            pick(
                lang,
                format!("{words}, about {left} left"),
                format!("{words}, encore {left} environ"),
            )
        }
        None => words,
    }
}

fn share(count: usize, of: usize, lang: Lang) -> String {
    let words = pick(
        lang,
        format!("{count} of {of}"),
        format!("{count} sur {of}"),
    );
    match of {
        0 => words,
        _ => format!("{words} ({})", percent(count as f64 / of as f64, lang)),
    }
}

/// How many attacks reached their target on the network that they were made on.
pub fn matrix_successes(cell: &MatrixCell, lang: Lang) -> String {
    share(cell.successes, cell.attacks, lang)
}

/// How many of the successful images fool a network, and lead it to the target.
pub fn matrix_cell(cell: &MatrixCell, lang: Lang) -> String {
    let fooled = share(cell.fooled, cell.successes, lang);
    let target = share(cell.at_target, cell.successes, lang);
    pick(
        lang,
        format!("fooled {fooled}; sees the target class {target}"),
        format!("trompé {fooled} ; voit la classe cible {target}"),
    )
}

/// What the matrix stands on: the attack, its limits, how many, and how it was judged.
pub fn matrix_label(matrix: &Matrix, lang: Lang) -> String {
    let request = &matrix.request;
    let spec = catalogue::attack(&request.attack);
    let name = spec.map_or(request.attack.as_str(), |spec| spec.name.get(lang));
    let steps = spec.and_then(|spec| spec.params.first());
    let steps = steps.map_or(0, |steps| request.params.whole(steps));
    let is_open = |image: &&MatrixImage| image.seen.done().is_some();
    let (images, targets) = (matrix.images.iter().filter(is_open).count(), matrix.targets);
    let mut words = pick(
        lang,
        format!(
            "“{name}”, at most {steps} iterations; images: {images}; targets for each: {targets}, the same on both networks. Every image is judged anew, by both networks, on its 8-bit pixels. Fooled: it sees another class than in the original. Both shares are of the images that reached their target on the network they were made on. So few images make a rough estimate."
        ),
        format!(
            "«\u{a0}{name}\u{a0}», {steps} itérations au plus\u{202f}; images\u{a0}: {images}\u{202f}; classes cibles pour chacune\u{a0}: {targets}, les mêmes sur les deux réseaux. Chaque image est jugée à nouveau, par les deux réseaux, sur ses pixels à 8 bits. Trompé : il voit une autre classe que dans l’image d’origine. Les deux parts portent sur les images qui ont atteint leur classe cible sur le réseau où elles ont été faites. Si peu d’images ne donnent qu’une estimation grossière."
        ),
    );
    words += &troubles(matrix, lang);
    words
}

fn troubles(matrix: &Matrix, lang: Lang) -> String {
    let failures = matrix.failures();
    let unopened = |image: &&MatrixImage| image.seen.id() == "failed";
    let unopened = matrix.images.iter().filter(unopened).count();
    let mut words = String::new();
    if failures > 0 {
        words += &pick(
            lang,
            format!(" Attacks that gave no answer and are not counted: {failures}."),
            format!(" Attaques sans réponse, qui ne sont pas comptées : {failures}."),
        );
    }
    if unopened > 0 {
        words += &pick(
            lang,
            format!(" Images that could not be opened: {unopened}."),
            format!(" Images qui n’ont pas pu être ouvertes : {unopened}."),
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_no_number() {
        let mut cell = MatrixCell {
            attacks: 2,
            ..MatrixCell::default()
        };
        let words = matrix_cell(&cell, Lang::En);
        assert_eq!(words, "fooled 0 of 0; sees the target class 0 of 0");
        (cell.successes, cell.fooled) = (2, 1);
        let words = matrix_cell(&cell, Lang::En);
        assert_eq!(
            words,
            "fooled 1 of 2 (50.0%); sees the target class 0 of 2 (0.0%)"
        );
    }
}
