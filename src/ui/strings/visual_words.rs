use super::{class_name, pick};
use crate::app_model::{Axis, VisualRun};
use crate::catalogue;
use crate::protocol::{Start, Term, VisualEnd, VisualStep, VisualizeRequest};
use crate::spec::{ClassId, Lang};
use crate::ui::numbers::{duration_ms, probability, significant};
use crate::ui::sheet_math::axis_name;

/// How far a run has come, and how long it still takes.
pub fn visual_progress(run: &VisualRun, lang: Lang) -> Option<String> {
    let (n, all) = (run.iterations()?, run.steps.last()?.iterations);
    let time = duration_ms(f64::from(run.elapsed_ms), lang);
    let left = run.remaining_ms().filter(|_| run.phase.is_under_way());
    let left = left.map(|ms| {
        let left = duration_ms(ms, lang);
        pick(lang, format!(" · {left} left"), format!(" · encore {left}"))
    });
    let left = left.unwrap_or_default();
    Some(pick(
        lang,
        format!("iteration {n} of {all} · {time}{left}"),
        format!("itération {n} sur {all} · {time}{left}"),
    ))
}

/// The numbers of one iteration.
pub fn visual_figures(step: &VisualStep, lang: Lang) -> String {
    let figure = |value: f32| significant(f64::from(value), 3, lang);
    let objective = figure(step.objective);
    let class = step.class.map(|class| {
        let p = probability(class.probability, lang);
        pick(
            lang,
            format!(" · probability {p}"),
            format!(" · probabilité {p}"),
        )
    });
    let class = class.unwrap_or_default();
    let norm = figure(step.gradient_norm);
    pick(
        lang,
        format!("objective {objective}{class} · gradient norm {norm}"),
        format!("objectif {objective}{class} · norme du gradient {norm}"),
    )
}

/// The numbers of the finished image.
pub fn finished_figures(end: &VisualEnd, lang: Lang) -> String {
    let side = end.side;
    let class = end.class.map(|class| {
        let score = significant(f64::from(class.score), 3, lang);
        let p = probability(class.probability, lang);
        pick(
            lang,
            format!("score {score} · probability {p} · "),
            format!("score {score} · probabilité {p} · "),
        )
    });
    let class = class.unwrap_or_default();
    format!("{class}{side} × {side} px")
}

/// What a term of the objective is.
fn term_words(term: &Term, name: impl Fn(ClassId) -> String, lang: Lang) -> String {
    let spec = catalogue::objective(&term.objective);
    let caption = spec.map_or("", |spec| spec.caption.get(lang));
    let class = term.class.map(name);
    let channel = term.channel.map(|channel| channel.to_string());
    // The class last: a reader's own may be called anything.
    let what = [
        ("{layer}", &term.layer),
        ("{channel}", &channel),
        ("{class}", &class),
    ]
    .into_iter()
    .fold(caption.to_owned(), |words, (place, what)| {
        words.replace(place, what.as_deref().unwrap_or_default())
    });
    if term.weight == 1.0 {
        what
    } else {
        format!("{} × {what}", significant(f64::from(term.weight), 3, lang))
    }
}

/// What a run climbs.
pub fn visual_caption(request: &VisualizeRequest, lang: Lang) -> String {
    caption_of(&request.terms, |class| class_name(class, lang), lang)
}

/// What these terms climb, with classes called so.
pub fn caption_of(terms: &[Term], name: impl Fn(ClassId) -> String, lang: Lang) -> String {
    let words = terms.iter().map(|term| term_words(term, &name, lang));
    words.collect::<Vec<_>>().join(" + ")
}

/// What two pictures side by side have in common.
pub fn beside_caption(request: &VisualizeRequest, lang: Lang) -> String {
    let caption = visual_caption(request, lang);
    let seed = named_value(super::SEED.get(lang), &request.seed.to_string(), lang);
    format!("{caption} · {seed}")
}

/// What a file of a run says of itself.
pub fn visual_record(run: &VisualRun, lang: Lang) -> String {
    let caption = beside_caption(&run.request, lang);
    let by = super::computed_by(&[&run.variant], None, lang).unwrap_or_default();
    format!("Gradoscope · {caption} · {by}")
}

/// Which image a run ended with.
pub fn finished_image(iterations: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("the finished image (iteration {iterations})"),
        format!("l’image finie (itération {iterations})"),
    )
}

/// Which image of the way is shown.
pub fn way_image(iteration: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("iteration {iteration}"),
        format!("itération {iteration}"),
    )
}

/// Such as `gradoscope-visual-366-seed0-iteration120.png`; without an iteration it is about the
/// whole run.
pub fn visual_file(request: &VisualizeRequest, iteration: Option<u32>, ending: &str) -> String {
    let what = request.terms.first().map(|term| {
        let class = term.class.map(|class| class.to_string());
        let channel = term.channel.map(|channel| channel.to_string());
        let parts = [class, term.layer.clone(), channel].into_iter().flatten();
        parts.collect::<Vec<_>>().join("-")
    });
    let what = what.unwrap_or_default();
    let seed = request.seed;
    let at = iteration.map(|iteration| format!("-iteration{iteration}"));
    let at = at.unwrap_or_default();
    format!("gradoscope-visual-{what}-seed{seed}{at}.{ending}")
}

/// A name and a value, such as `Jitter: 16`.
pub fn named_value(name: &str, value: &str, lang: Lang) -> String {
    format!("{name}{}{value}", super::COLON.get(lang))
}

/// From the least to the greatest of several numbers.
pub fn least_to_greatest(least: &str, greatest: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("from {least} to {greatest}"),
        format!("de {least} à {greatest}"),
    )
}

/// What stands under a finished cell.
pub fn score_and_p(score: &str, p: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("score {score}, {p}"),
        format!("score {score}, {p}"),
    )
}

/// How values are to be typed.
pub fn at_most_values(most: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("Numbers with spaces or semicolons between them, at most {most}: 0.5; 1; 2."),
        format!(
            "Des nombres séparés par des espaces ou des points-virgules, {most} au plus\u{a0}: 0,5\u{202f}; 1\u{202f}; 2."
        ),
    )
}

/// How much work a sheet is.
pub fn sheet_estimate(count: usize, seconds: Option<u32>, lang: Lang) -> String {
    let time = seconds.map(|s| duration_ms(f64::from(s) * 1000.0, lang));
    let (en, fr) = match &time {
        Some(time) => (
            format!(", about {time} at the pace last seen"),
            format!(", environ {time} au dernier rythme observé"),
        ),
        None => (String::new(), String::new()),
    };
    pick(
        lang,
        match count {
            0 => "Choose what varies.".to_owned(),
            1 => format!("1 run{en}."),
            n => format!("{n} runs{en}."),
        },
        match count {
            0 => "Choisissez ce qui varie.".to_owned(),
            1 => format!("1 exécution{fr}."),
            n => format!("{n} exécutions{fr}."),
        },
    )
}

/// How far a sheet has come; nothing where there is none.
pub fn sheet_news(state: &str, done: usize, all: usize, lang: Lang) -> String {
    let (en, fr) = match state {
        "running" => ("", ""),
        "done" => (" · done", " · terminé"),
        "cancelled" => (
            " · cancelled; what is done is kept",
            " · annulé\u{202f}; ce qui est fait est gardé",
        ),
        "interrupted" => (
            " · the engine was lost; what is done is kept",
            " · le moteur de calcul a été perdu\u{202f}; ce qui est fait est gardé",
        ),
        _ => return String::new(),
    };
    pick(
        lang,
        format!("{done} of {all}{en}"),
        format!("{done} sur {all}{fr}"),
    )
}

/// What a saved sheet says of everything that does not vary in it.
pub fn sheet_title(
    request: &VisualizeRequest,
    axes: &[(Axis, Vec<f32>)],
    variants: &[&str],
    lang: Lang,
) -> String {
    let varies = |axis: Axis| axes.iter().any(|(other, _)| *other == axis);
    let mut words = vec!["Gradoscope".to_owned()];
    if !varies(Axis::Class) {
        words.push(visual_caption(request, lang));
    }
    if !varies(Axis::Preset) {
        for param in catalogue::VISUALIZE_PARAMS {
            let axis = Axis::Param(param.id);
            let value = request.params.get(param);
            let is_told = value != param.default_value()
                || ["iterations", "eta", "lambda"].contains(&param.id);
            if is_told && !varies(axis) {
                let value = crate::ui::sheet_math::value_name(axis, value, lang);
                words.push(named_value(axis_name(axis, lang), &value, lang));
            }
        }
        words.push(start_words(request.start, lang).to_owned());
    }
    if !varies(Axis::Seed) {
        let seed = request.seed.to_string();
        words.push(named_value(super::SEED.get(lang), &seed, lang));
    }
    words.extend(variants.iter().map(|variant| (*variant).to_owned()));
    words.join(" · ")
}

/// What a run begins with.
pub fn start_words(start: Start, lang: Lang) -> &'static str {
    match start {
        Start::Noise => super::START_NOISE,
        Start::Grey => super::START_GREY,
        Start::Image => super::START_IMAGE,
    }
    .get(lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::VisualSettings;

    #[test]
    fn captions_and_files_are_called_after_what_is_climbed() {
        let unit = Term {
            weight: 2.25,
            layer: Some("fire8".to_owned()),
            channel: Some(3),
            ..Term::new("unit")
        };
        let request = |terms: &[Term]| VisualizeRequest {
            terms: terms.to_vec(),
            ..VisualSettings::default().request()
        };
        let sum = request(&[Term::score(ClassId(366)), unit.clone()]);
        assert_eq!(
            visual_caption(&sum, Lang::En),
            "gorilla (366) + 2.25 × unit of channel 3 of fire8"
        );
        assert_eq!(
            visual_file(&sum, Some(120), "png"),
            "gradoscope-visual-366-seed0-iteration120.png"
        );
        let alone = request(&[unit]);
        assert_eq!(
            visual_caption(&alone, Lang::Fr),
            "2,25 × unité du canal 3 de fire8"
        );
        assert_eq!(
            visual_file(&alone, None, "gif"),
            "gradoscope-visual-fire8-3-seed0.gif"
        );
    }
}
