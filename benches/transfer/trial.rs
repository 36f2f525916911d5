use std::cell::RefCell;

use burn::tensor::Device;
use gradoscope::catalogue::ATTACKS;
use gradoscope::engine::answer;
use gradoscope::engine::attack::{self, AttackPart};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::Network;
use gradoscope::image::{Picture, decode, encode_png};
use gradoscope::protocol::{AttackRequest, Goal};
use gradoscope::scores;
use gradoscope::spec::ClassId;
use safetensors::SafeTensors;

use crate::cores::on_every_core;
use crate::pictures::Named;
use crate::start;

/// A network of the benchmark.
pub struct Loaded {
    pub id: &'static str,
    weights: Vec<u8>,
}

/// What one attack made.
pub struct Attacked {
    /// Number of the image that it began from.
    pub image: usize,
    pub target: ClassId,
    /// From the PNG file.
    pub picture: Picture,
    /// Its top class on every network.
    pub seen: Vec<ClassId>,
}

impl Loaded {
    pub fn new(id: &'static str) -> Result<Self, String> {
        let weights = start::weights(id)?;
        Ok(Self { id, weights })
    }

    /// How many numbers were trained: all but the statistics of batch normalisations.
    pub fn params(&self) -> Result<usize, String> {
        let file = SafeTensors::deserialize(&self.weights).map_err(|error| error.to_string())?;
        let trained = file
            .iter()
            .filter(|(name, _)| !name.contains(".running_") && !name.ends_with("batches_tracked"));
        Ok(trained
            .map(|(_, tensor)| tensor.shape().iter().product::<usize>())
            .sum())
    }

    pub fn top_classes(&self, pictures: &[Picture]) -> Result<Vec<ClassId>, String> {
        on_every_core(
            pictures,
            (self.id, &self.weights),
            |network, device, picture| {
                let job = Job::unattended();
                let pictures = std::slice::from_ref(picture);
                let found = pollster::block_on(answer::classify(&job, network, device, pictures));
                let scores = found.map_err(|error| error.to_string())?;
                scores::predicted(&scores).ok_or("a network without classes".into())
            },
        )
    }

    /// One attack for each image and target, in this order.
    pub fn attack(
        &self,
        images: &[Named],
        targets: &[Vec<ClassId>],
    ) -> Result<Vec<Attacked>, String> {
        let of_image = |(image, targets): (usize, &'_ Vec<ClassId>)| {
            let all: Vec<_> = targets.iter().map(|target| (image, *target)).collect();
            all
        };
        let work: Vec<_> = targets.iter().enumerate().flat_map(of_image).collect();
        on_every_core(
            &work,
            (self.id, &self.weights),
            |network, device, (image, target)| {
                let picture = adversarial(network, device, &images[*image].picture, *target)?;
                Ok(Attacked {
                    image: *image,
                    target: *target,
                    picture,
                    seen: Vec::new(),
                })
            },
        )
    }
}

/// What the page's default attack makes of `picture`, whether it reaches its target or not; as the
/// PNG file holds it.
fn adversarial(
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    target: ClassId,
) -> Result<Picture, String> {
    let job = Job::unattended();
    let found = RefCell::new(None);
    let emit = |part| {
        if let AttackPart::End(_, image) = part {
            *found.borrow_mut() = Some(image);
        }
    };
    let request = AttackRequest {
        eight_bit: true,
        boxed: true,
        ..AttackRequest::new(ATTACKS[0], Goal::Class(target))
    };
    let outcome = pollster::block_on(attack::run(&job, network, device, picture, &request, emit));
    outcome.map_err(|error| error.to_string())?;
    let image = found.into_inner().ok_or("an attack without an end")?;
    let image =
        Picture::new(picture.width(), picture.height(), image).map_err(|e| e.to_string())?;
    let file = encode_png(&image).map_err(|error| error.to_string())?;
    Ok(decode(&file).map_err(|error| error.to_string())?.picture)
}
