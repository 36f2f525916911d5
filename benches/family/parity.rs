//! Every method of the table beside the independent reference, on every picture that there is one of.

use std::collections::BTreeMap;

use gradoscope::engine::answer::SaliencyAnswer;

use crate::common::family::{Case, Far, PICTURES, Reference, Told, try_asking};
use crate::{Engine, Options};

/// The furthest of all pictures.
struct Worst {
    method: &'static str,
    quantity: String,
    /// Share of the tolerance that is used up.
    used: f64,
    distance: f64,
    tolerance: f64,
    /// The largest difference of one value, and that over the largest value; of any picture.
    largest: [f64; 2],
    picture: &'static str,
    pictures: usize,
}

/// By the order of the cases, and of the quantities of one.
type Rows = BTreeMap<(usize, usize), Worst>;

/// A line a method, array, figure and device.
///
/// # Errors
/// What the engines report, or where one is further off than the tests allow.
pub fn table(engines: &[Engine], options: &Options) -> Result<(), String> {
    let is_asked = |name: &str| {
        let asked = options.pictures.as_ref();
        asked.is_none_or(|asked| asked.iter().any(|one| one == name))
    };
    let pictures: Vec<&str> = PICTURES.into_iter().filter(|name| is_asked(name)).collect();
    let references: Vec<Reference> = PICTURES
        .into_iter()
        .filter(|name| is_asked(name))
        .map(Reference::read)
        .collect();
    println!(
        "\n| method | quantity | device | difference from the reference | allowed | largest of one value | over the \
         largest value | furthest on | pictures |\n|---|---|---|---|---|---|---|---|---|"
    );
    let mut failed = Vec::new();
    for engine in engines {
        let rows = of_engine(engine, &references, options)?;
        for row in rows.values() {
            println!("{}", line(engine, row));
            if row.used > 1.0 {
                failed.push(format!(
                    "{} {} on {}",
                    row.method, row.quantity, engine.name
                ));
            }
        }
    }
    println!(
        "\nMaps: relative L2 distance; of sampled arrays the largest that sample, blocks, norm and sum show. Figures: \
         the difference. {} of SqueezeNet 1.1: {}.",
        pictures.len(),
        pictures.join(", ")
    );
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("further off than allowed: {}", failed.join("; "))),
    }
}

fn of_engine(engine: &Engine, references: &[Reference], options: &Options) -> Result<Rows, String> {
    let mut rows = Rows::new();
    for of in references {
        let cases = of.cases();
        let cases = cases.iter().enumerate();
        for (place, case) in cases.filter(|(_, case)| options.is_asked(case.method)) {
            let (far, told) = ask(engine, of, case)?;
            // What is known already, should somebody stop it: a software adapter takes minutes a picture.
            let (distance, largest) = (far.distance, far.largest);
            let share = largest / far.size;
            let (name, picture, key) = (engine.name, of.name, case.key);
            eprintln!("{name} {picture} {key}: {distance:.1e} {largest:.1e} {share:.1e}");
            add(&mut rows, (place, 0), of_map(case, of, &far));
            for (figure, told) in (1..).zip(&told) {
                add(&mut rows, (place, figure), of_figure(case, of, told));
            }
        }
    }
    Ok(rows)
}

fn ask(engine: &Engine, of: &Reference, case: &Case) -> Result<(Far, Vec<Told>), String> {
    let on = (engine.network.as_ref(), &engine.device);
    let asked = try_asking(on, &of.picture, (case.method, &case.params), of.class);
    let parts = pollster::block_on(asked).map_err(|error| error.to_string())?;
    let Some(SaliencyAnswer::Attribution { attribution, .. }) = parts.last() else {
        return Err(format!("{} gave no map", case.method));
    };
    let far = of.far(case, &attribution.values);
    Ok((far, of.told(case, attribution)))
}

fn of_map(case: &Case, of: &Reference, far: &Far) -> Worst {
    Worst {
        method: case.method,
        quantity: format!("map {}", case.key),
        used: far.distance / far.tolerance,
        distance: far.distance,
        tolerance: far.tolerance,
        largest: [far.largest, far.largest / far.size],
        picture: of.name,
        pictures: 1,
    }
}

fn of_figure(case: &Case, of: &Reference, told: &Told) -> Worst {
    let off = (told.found - told.expected).abs();
    Worst {
        method: case.method,
        quantity: format!("{} of {}", told.what, case.key),
        used: off / told.tolerance,
        distance: off,
        tolerance: told.tolerance,
        largest: [off, off / told.expected.abs()],
        picture: of.name,
        pictures: 1,
    }
}

/// The furthest stays; the largest differences are of all.
fn add(rows: &mut Rows, at: (usize, usize), found: Worst) {
    let Some(before) = rows.remove(&at) else {
        rows.insert(at, found);
        return;
    };
    let largest = [0, 1].map(|i| before.largest[i].max(found.largest[i]));
    let pictures = before.pictures + found.pictures;
    let further = match found.used > before.used {
        true => found,
        false => before,
    };
    let worst = Worst {
        largest,
        pictures,
        ..further
    };
    rows.insert(at, worst);
}

fn line(engine: &Engine, row: &Worst) -> String {
    let [largest, relative] = row.largest;
    format!(
        "| {} | {} | {} | {:.1e} | {:.1e} | {largest:.1e} | {relative:.1e} | {} | {} |",
        row.method,
        row.quantity,
        engine.name,
        row.distance,
        row.tolerance,
        row.picture,
        row.pictures
    )
}
