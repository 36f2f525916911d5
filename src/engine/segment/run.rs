use burn::tensor::Device;

use crate::engine::job::{Job, JobFailure, check_class};
use crate::engine::maps::{attribution, method_of, scores_and_class};
use crate::engine::network::Network;
use crate::engine::tensor::tensor_from_picture;
use crate::image::Picture;
use crate::protocol::{MethodChoice, SegmentRequest};
use crate::segment::{Cutting, Segmentation, recipe};
use crate::spec::ClassId;

use super::crops::{Mean, crops, enlarged};

/// What a segmentation yields, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentPart {
    /// So many of the parts are done.
    Progress {
        /// Parts so far, from 0.
        done: u32,
        /// Parts in all, at the most.
        total: u32,
    },
    /// What was found, last.
    End(ClassId, Segmentation),
}

/// The object that a map tells in `picture`, a square of the network's side.
///
/// # Errors
/// [`JobFailure::NoSuchRecipe`], [`JobFailure::NoSuchMethod`] and [`JobFailure::NoSuchClass`] before
/// anything is computed; [`JobFailure::Segment`] where the map is of no use; else what the method reports.
pub async fn run(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &SegmentRequest,
    mut emit: impl FnMut(SegmentPart),
) -> Result<(), JobFailure> {
    let no_such_recipe = || JobFailure::NoSuchRecipe(request.recipe.clone());
    let recipe = recipe(&request.recipe).ok_or_else(no_such_recipe)?;
    method_of(&choice(request))?;
    if let Some(class) = request.map.class {
        check_class(class, network.spec().classes)?;
    }
    job.checkpoint().await?;
    let most = Cutting::most_portions(recipe);
    let mut parts = 0;
    let told = |done, crops| {
        parts = crops;
        let total = crops + most;
        emit(SegmentPart::Progress { done, total });
    };
    let (class, map) = map_of(job, network, device, picture, request, told).await?;
    let total = parts + most;
    let gamma = f64::from(request.gamma);
    let mut cutting = Cutting::new(picture, &map, recipe, gamma, request.seed)?;
    let mut told = 0;
    let found = loop {
        job.checkpoint().await?;
        if let Some(found) = cutting.advance() {
            break found;
        }
        if cutting.done() > told {
            told = cutting.done();
            let done = parts + told;
            emit(SegmentPart::Progress { done, total });
        }
    };
    emit(SegmentPart::End(class, found));
    Ok(())
}

/// The class asked for, else the predicted one, and its map, `[side, side]`: of the picture, or the mean over ten
/// crops of a larger one. `told` hears of every crop before it is computed: how many are done, of how many.
///
/// # Errors
/// What the method reports, and [`JobFailure::Image`] without memory for the larger picture.
pub async fn map_of(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &SegmentRequest,
    mut told: impl FnMut(u32, u32),
) -> Result<(ClassId, Vec<f32>), JobFailure> {
    let choice = choice(request);
    let side = picture.width() as usize;
    let (_, class) = {
        let image = tensor_from_picture(picture, device);
        scores_and_class(network, &image, request.map.class).await?
    };
    let larger = request.ten_crops.then(|| enlarged(picture)).transpose()?;
    let seen = larger.as_ref().unwrap_or(picture);
    let whole = seen.width() as usize;
    let crops = crops(whole, side);
    let mut mean = Mean::new(whole, side);
    for (done, crop) in (0..).zip(&crops) {
        told(done, crops.len() as u32);
        let part = tensor_from_picture(&crop.of(seen, side)?, device);
        let found = attribution(job, network, part, (&choice, class), &|_, _| ()).await?;
        mean.add(*crop, &found.sizes([side; 2]));
    }
    Ok((class, mean.map(side)))
}

fn choice(request: &SegmentRequest) -> MethodChoice {
    MethodChoice {
        method: request.map.method.clone(),
        params: request.map.params.clone(),
    }
}
