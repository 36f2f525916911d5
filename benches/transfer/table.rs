use std::fmt;
use std::path::Path;

use gradoscope::spec::ClassId;
use serde_json::{Value, json};

use crate::pictures::Named;
use crate::trial::{Attacked, Loaded};

/// What there is to say of the images made on one network and shown to another.
struct Cell {
    from: &'static str,
    to: &'static str,
    attacks: usize,
    success_from: f64,
    /// Of the successes; not a number where there is none.
    fooled_to: f64,
    target_to: f64,
}

impl Cell {
    /// `seen` is what `to` sees in the originals.
    fn new(
        [from, to]: [(usize, &'static str); 2],
        attacked: &[Attacked],
        seen: &[ClassId],
    ) -> Self {
        let successes: Vec<_> = attacked
            .iter()
            .filter(|one| one.seen[from.0] == one.target)
            .collect();
        let share = |holds: &dyn Fn(&Attacked) -> bool| {
            successes.iter().filter(|one| holds(one)).count() as f64 / successes.len() as f64
        };
        Self {
            from: from.1,
            to: to.1,
            attacks: attacked.len(),
            success_from: successes.len() as f64 / attacked.len() as f64,
            fooled_to: share(&|one| one.seen[to.0] != seen[one.image]),
            target_to: share(&|one| one.seen[to.0] == one.target),
        }
    }
}

/// Every network on every network.
pub struct Table<'a> {
    networks: &'a [Loaded],
    images: &'a [Named],
    targets: usize,
    seen: &'a [Vec<ClassId>],
    cells: Vec<Cell>,
}

impl<'a> Table<'a> {
    /// `seen`, `[networks][images]`, is of the originals; `attacked` `[networks]` of what was made
    /// on each network.
    pub fn new(
        networks: &'a [Loaded],
        images: &'a [Named],
        targets: usize,
        seen: &'a [Vec<ClassId>],
        attacked: &[Vec<Attacked>],
    ) -> Self {
        let mut cells = Vec::new();
        for (from, made) in attacked.iter().enumerate() {
            for (to, seen) in seen.iter().enumerate() {
                let pair = [from, to].map(|at| (at, networks[at].id));
                cells.push(Cell::new(pair, made, seen));
            }
        }
        Self {
            networks,
            images,
            targets,
            seen,
            cells,
        }
    }

    /// Writes it as JSON.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let text =
            serde_json::to_string_pretty(&self.as_json()?).map_err(|error| error.to_string())?;
        let folder = file.parent().unwrap_or(file);
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        std::fs::write(file, text).map_err(|error| error.to_string())
    }

    fn as_json(&self) -> Result<Value, String> {
        let network = |(network, seen): (&Loaded, &Vec<ClassId>)| {
            let classes: Vec<_> = seen.iter().map(|class| class.0).collect();
            let params = network.params()?;
            Ok::<_, String>(json!({
                "id": network.id, "top1_of_images": classes, "params": params,
            }))
        };
        let networks = self.networks.iter().zip(self.seen).map(network);
        let cells = self.cells.iter().map(|cell| {
            json!({
                "from": cell.from, "to": cell.to, "success_from": cell.success_from,
                "fooled_to": cell.fooled_to, "target_to": cell.target_to,
            })
        });
        let names: Vec<_> = self.images.iter().map(|image| &image.name).collect();
        Ok(json!({
            "images": self.images.len(),
            "names": names,
            "targets": self.targets,
            "networks": networks.collect::<Result<Vec<_>, _>>()?,
            "transfer": cells.collect::<Vec<_>>(),
        }))
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "made on             shown to            attacks  success  fooled  as target"
        )?;
        for cell in &self.cells {
            writeln!(
                f,
                "{:<19} {:<19} {:>7} {:>7.1}% {:>6.1}% {:>9.1}%",
                cell.from,
                cell.to,
                cell.attacks,
                100.0 * cell.success_from,
                100.0 * cell.fooled_to,
                100.0 * cell.target_to
            )?;
        }
        Ok(())
    }
}
