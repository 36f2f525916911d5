//! The command line, read by hand.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    Help,
    Assets {
        from: Option<PathBuf>,
    },
    Build {
        /// `None`: for any.
        public_url: Option<String>,
    },
    /// The site as one file, to hand on.
    Package {
        /// `None`: what is built now.
        folder: Option<PathBuf>,
        to: Option<PathBuf>,
    },
    Serve {
        port: u16,
        public_url: String,
    },
    /// Serves what is built, as it is; for the end-to-end tests.
    ServeDist {
        folder: Option<PathBuf>,
        port: u16,
        public_url: String,
        faults: bool,
        /// Where what is compressed is kept, for every server that is told the same.
        compressed: Option<PathBuf>,
    },
    Test {
        only: Option<String>,
    },
    /// Checks a teacher's file.
    Course {
        file: PathBuf,
    },
    /// Computes the figures of handed-in reports again.
    CheckReport {
        folder: PathBuf,
        /// Where a table goes.
        csv: Option<PathBuf>,
    },
    /// A benchmark, with what it understands itself.
    Bench {
        name: String,
        arguments: Vec<String>,
    },
}

pub const HELP: &str = "\
cargo xtask serve  [--port N] [--public-url /x/]   prepare, build and serve the page
cargo xtask build  [--public-url /x/]              prepare and build the page into dist/, a folder that
                                                   works anywhere, or at one address alone
cargo xtask package [--dist FOLDER] [--to FILE]    the same with its licences and how to host it, in
                                                   target/gradoscope.zip
cargo xtask test   [--only STEP]                   prepare and run every check, or one
cargo xtask bench [browser] [--engines A,B] [--works A,B] [--rounds N] [--model FILE] [--pytorch PYTHON] [--write]
                                                   beside TensorFlow.js, ONNX Runtime and jax-js in Chromium, and
                                                   beside PyTorch where PYTHON has it; needs npm;
                                                   target/bench/browser.json, and the table in
                                                   benches/browser/README.md where it is to be written
cargo xtask bench attacks [--images FOLDER] [--targets N] [--only ATTACK] [--dead]
                                                   how every attack fares; target/bench/attacks.json
cargo xtask bench gradient [--rounds N] [--side N] [--batch N]
                                                   the input gradient on the CPU, beside burn's
cargo xtask bench faithfulness [--only METHOD,METHOD] [--steps N]
                                                   whether what each saliency method calls important is, over
                                                   the samples, beside controls
cargo xtask bench localisation [--whole] [--only METHOD,METHOD]
                                                   its object beside the boxes drawn for the samples
cargo xtask bench methods [--rounds N] [--only METHOD,METHOD] [--device cpu|webgpu] [--captum PYTHON]
                    [--threads 1,2]                how long each saliency method takes, natively, beside
                                                   Captum where PYTHON has it
cargo xtask bench networks --files FOLDER [--rounds N] [--only NAME,NAME] [--device cpu|webgpu]
                                                   networks from files that benches/family/make_networks.py
                                                   makes, beside PyTorch, natively
cargo xtask bench parity [--pictures A,B] [--only METHOD,METHOD] [--device cpu|webgpu]
                                                   every saliency method beside the reference, natively
cargo xtask bench gpu [--rounds N] [--only TABLE] [--pack FOLDER]
                                                   the shaders on this machine's adapter, natively, or packed
                                                   for a machine with a graphics card and nothing else
cargo xtask bench visualise [--preset A,B] [--classes 76,366] [--set NAME=VALUE] [--native-only]
                            [--browser-only]       how every preset fares, and what painting costs;
                                                   target/bench/visualise.json and .png
cargo xtask course FILE                            what is wrong with a teacher's course.json, if anything
cargo xtask check-report FOLDER [--csv FILE]       compute every figure of the reports in a folder again, and
                                                   say what agrees
cargo xtask assets [--from FOLDER]                 fetch the weights and the photographs
cargo xtask serve-dist [--dist FOLDER] [--port N] [--public-url /x/] [--faults] [--compressed FOLDER]
                                                   serve dist/ as it is; the first line is its address
";

const DEFAULT_PORT: u16 = 8080;

/// Reads the arguments after the program's name.
///
/// # Errors
/// A sentence that names what is not understood.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Task> {
    let mut arguments = arguments.into_iter();
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    if name == "bench" {
        let all: Vec<String> = arguments.collect();
        let (name, arguments) = match all.split_first() {
            Some((name, rest)) if !name.starts_with("--") => (name.clone(), rest.to_vec()),
            _ => ("browser".to_owned(), all),
        };
        return Ok(Task::Bench { name, arguments });
    }
    if name == "course" {
        let (Some(file), None) = (arguments.next(), arguments.next()) else {
            bail!("course needs the name of one file\n{HELP}");
        };
        return Ok(Task::Course { file: file.into() });
    }
    if name == "check-report" {
        let folder = arguments.next().filter(|folder| !folder.starts_with("--"));
        let Some(folder) = folder.map(PathBuf::from) else {
            bail!("check-report needs the name of a folder\n{HELP}");
        };
        let mut options = Options::read(arguments)?;
        let csv = options.take("--csv").map(PathBuf::from);
        options.expect_none_left(&name)?;
        return Ok(Task::CheckReport { folder, csv });
    }
    let mut options = Options::read(arguments)?;
    let task = match name.as_str() {
        "help" | "--help" | "-h" => Task::Help,
        "assets" => Task::Assets {
            from: options.take("--from").map(PathBuf::from),
        },
        "build" => Task::Build {
            public_url: options.public_url()?,
        },
        "package" => Task::Package {
            folder: options.take("--dist").map(PathBuf::from),
            to: options.take("--to").map(PathBuf::from),
        },
        "serve" => Task::Serve {
            port: options.port()?,
            public_url: options.served_at()?,
        },
        "serve-dist" => Task::ServeDist {
            folder: options.take("--dist").map(PathBuf::from),
            port: options.port()?,
            public_url: options.served_at()?,
            faults: options.take("--faults").is_some(),
            compressed: options.take("--compressed").map(PathBuf::from),
        },
        "test" => Task::Test {
            only: options.take("--only"),
        },
        _ => bail!("there is no task {name}\n{HELP}"),
    };
    options.expect_none_left(&name)?;
    Ok(task)
}

struct Options(Vec<(String, String)>);

impl Options {
    /// Every option has a value, as the next argument or after `=`; only `--faults` has none.
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut found = Vec::new();
        while let Some(argument) = arguments.next() {
            if argument == "--faults" {
                found.push((argument, String::new()));
            } else if let Some((name, value)) = argument.split_once('=') {
                found.push((name.to_owned(), value.to_owned()));
            } else {
                let value = arguments
                    .next()
                    .with_context(|| format!("{argument} needs a value"))?;
                found.push((argument, value));
            }
        }
        Ok(Self(found))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(found, _)| found == name)?;
        Some(self.0.remove(at).1)
    }

    /// A path that begins and ends with a slash.
    fn public_url(&mut self) -> Result<Option<String>> {
        let path = self.take("--public-url");
        let is_folder = |path: &String| path.starts_with('/') && path.ends_with('/');
        if let Some(path) = path.as_ref().filter(|path| !is_folder(path)) {
            bail!("--public-url has to begin and end with a slash, as in /course/: not {path:?}");
        }
        Ok(path)
    }

    fn served_at(&mut self) -> Result<String> {
        Ok(self.public_url()?.unwrap_or_else(|| "/".to_owned()))
    }

    fn port(&mut self) -> Result<u16> {
        match self.take("--port") {
            Some(text) => text
                .parse()
                .with_context(|| format!("--port {text} is no port")),
            None => Ok(DEFAULT_PORT),
        }
    }

    fn expect_none_left(&self, task: &str) -> Result<()> {
        if let Some((name, _)) = self.0.first() {
            bail!("{task} does not know {name}\n{HELP}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Task> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reports_are_in_a_folder() {
        let (folder, csv) = ("class".into(), Some("t.csv".into()));
        let expected = Task::CheckReport { folder, csv };
        assert_eq!(parsed("check-report class --csv t.csv").unwrap(), expected);
        for wrong in ["", " --csv t.csv", " class --table t.csv", " class other"] {
            assert!(parsed(&format!("check-report{wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn reads_options_in_both_spellings() {
        let expected = Task::Serve {
            port: 9000,
            public_url: "/course/".into(),
        };
        assert_eq!(
            parsed("serve --port 9000 --public-url=/course/").unwrap(),
            expected
        );
    }

    #[test]
    fn a_site_is_built_for_any_address_unless_one_is_named() {
        let built_for = |public_url: Option<&str>| Task::Build {
            public_url: public_url.map(str::to_owned),
        };
        assert_eq!(parsed("build").unwrap(), built_for(None));
        let named = parsed("build --public-url /course/").unwrap();
        assert_eq!(named, built_for(Some("/course/")));
    }

    #[test]
    fn a_teachers_file_is_named_without_an_option() {
        let file = PathBuf::from("here/course.json");
        assert_eq!(
            parsed("course here/course.json").unwrap(),
            Task::Course { file }
        );
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for line in [
            "fly",
            "build --port 1",
            "serve --port x",
            "serve --port",
            "build --public-url course/",
            "serve --public-url=/course",
            "test --fast 1",
            "course",
            "course a.json b.json",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
