//! Makes the pictures of the page's first view: by the page's own engine, each as the link beside it
//! sets it up.
//!
//! `cargo run --example first_view` writes them to `public/first`.

#[path = "../benches/common/start.rs"]
mod start;

use std::process::ExitCode;

use ::image::ExtendedColorType;
use ::image::codecs::jpeg::JpegEncoder;
use burn::tensor::Device;
use gradoscope::app_model::{AppModel, EXAMPLES};
use gradoscope::engine::answer::{self, SaliencyAnswer};
use gradoscope::engine::attack::{self, AttackPart};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::{self, Network};
use gradoscope::engine::visualize::{self, Dial, VisualPart};
use gradoscope::image::{CropBox, Picture, resample_bilinear};
use gradoscope::labels;
use gradoscope::protocol::{AttackRequest, VisualizeRequest};
use gradoscope::render;
use gradoscope::scores;
use gradoscope::spec::Lang;
use pollster::block_on;

/// In pixels: of what the network sees, and of what is shown.
const SIDE: u32 = 224;
const SHOWN: u32 = 128;
/// Of a file: everybody fetches it.
const MOST_BYTES: usize = 6_000;

fn main() -> ExitCode {
    start::end(run)
}

fn run() -> Result<(), String> {
    let [map, fooled, dream] = EXAMPLES.map(|link| {
        let mut model = AppModel::default();
        model.open_link(link);
        model
    });
    let device = Device::flex();
    let id = map.settings.network;
    let network = network::load(id, &start::weights(id)?, &device).map_err(|e| e.to_string())?;
    let cat = start::fetched(&start::path("public/samples/chelsea.png"))?;
    let lab = Lab {
        network: network.as_ref(),
        device: &device,
        cat: &start::framed(&cat, SIDE)?,
    };
    let adversarial = lab.attack(&fooled)?;
    let factor = fooled.attack.settings.factor;
    let change = render::difference(lab.cat.rgb(), adversarial.rgb(), factor);
    save("cat", lab.cat)?;
    save("map", &lab.map(&map)?)?;
    save("fooled", &adversarial)?;
    save("change", &opaque(&change)?)?;
    save("dream", &lab.climb(&dream)?)
}

/// What everything is made with.
struct Lab<'a> {
    network: &'a dyn Network,
    device: &'a Device,
    cat: &'a Picture,
}

impl Lab<'_> {
    fn map(&self, model: &AppModel) -> Result<Picture, String> {
        let settings = &model.settings;
        let request = settings.saliency(settings.class);
        let mut found = None;
        let emit = |part| {
            if let SaliencyAnswer::Attribution { attribution, .. } = part {
                found = Some(attribution);
            }
        };
        let job = Job::unattended();
        let run = answer::saliency(&job, self.network, self.device, self.cat, &request, emit);
        block_on(run).map_err(|error| error.to_string())?;
        let found = found.ok_or("no map")?;
        let map = render::on_pixels(&found.values, &found.sheet, settings.reduction, SIDE);
        let limits = render::limits(&map, settings.scale);
        opaque(&render::rgba_from_map(&map, limits, settings.colours))
    }

    fn attack(&self, model: &AppModel) -> Result<Picture, String> {
        let settings = &model.attack.settings;
        let request = AttackRequest {
            frames: false,
            ..settings.request(settings.spec())
        };
        let mut found = None;
        let emit = |part| {
            if let AttackPart::End(end, image) = part {
                println!("{} iterations", end.iterations);
                found = Some(image);
            }
        };
        let job = Job::unattended();
        let run = attack::run(&job, self.network, self.device, self.cat, &request, emit);
        block_on(run).map_err(|error| error.to_string())?;
        self.named(square(found.ok_or("no end")?)?)
    }

    fn climb(&self, model: &AppModel) -> Result<Picture, String> {
        let request = VisualizeRequest {
            frames: false,
            ..model.visual.settings.request()
        };
        let mut found = None;
        let emit = |part| {
            if let VisualPart::End(_, image) = part {
                found = Some(image);
            }
        };
        let (job, dial) = (Job::unattended(), Dial::new(request.params.clone()));
        let run = visualize::run(&job, self.network, self.device, None, &request, &dial, emit);
        block_on(run).map_err(|error| error.to_string())?;
        self.named(square(found.ok_or("no end")?)?)
    }

    /// Says what the network takes a picture for.
    fn named(&self, picture: Picture) -> Result<Picture, String> {
        let job = Job::unattended();
        let pictures = std::slice::from_ref(&picture);
        let found = block_on(answer::classify(&job, self.network, self.device, pictures));
        let class = scores::predicted(&found.map_err(|error| error.to_string())?);
        let name = class.and_then(|class| labels::name(class, Lang::En));
        println!("the network sees: {}", name.unwrap_or_default());
        Ok(picture)
    }
}

fn square(rgb: Vec<u8>) -> Result<Picture, String> {
    let side = (rgb.len() / 3).isqrt() as u32;
    Picture::new(side, side, rgb).map_err(|error| error.to_string())
}

fn opaque(rgba: &[u8]) -> Result<Picture, String> {
    let pixels = rgba.chunks_exact(4);
    square(pixels.flat_map(|p| [p[0], p[1], p[2]]).collect())
}

/// Writes it small, as good as its bytes allow.
fn save(name: &str, picture: &Picture) -> Result<(), String> {
    let whole = CropBox {
        x0: 0,
        y0: 0,
        x1: picture.width(),
        y1: picture.height(),
    };
    let small = resample_bilinear(picture, whole, SHOWN, SHOWN).map_err(|e| e.to_string())?;
    let file = (1..=19).rev().map(|fifth| jpeg(&small, 5 * fifth));
    let mut fitting = file.filter(|file| file.as_ref().is_ok_and(|f| f.len() <= MOST_BYTES));
    let file = fitting.next().ok_or(format!("{name} does not fit"))??;
    let path = start::path(&format!("public/first/{name}.jpg"));
    std::fs::create_dir_all(start::path("public/first")).map_err(|e| e.to_string())?;
    std::fs::write(&path, &file).map_err(|error| error.to_string())?;
    println!("{}: {} bytes", path.display(), file.len());
    Ok(())
}

fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    let (width, height) = (picture.width(), picture.height());
    let encoding = encoder.encode(picture.rgb(), width, height, ExtendedColorType::Rgb8);
    encoding.map_err(|error| error.to_string())?;
    Ok(file)
}
