use burn::tensor::Device;

use crate::engine::job::{Job, JobFailure};
use crate::engine::network::Network;
use crate::engine::space;
use crate::image::Picture;
use crate::protocol::{AttackEnd, AttackRequest, Ending, Goal};

use super::session::Session;
use super::shrink::shrink;
use super::{AttackPart, Stop};

/// Runs an attack on `picture`: every step, then the end, through `emit`.
///
/// # Errors
/// [`JobFailure::NoSuchAttack`], [`JobFailure::NoSuchGoal`], [`JobFailure::NoOtherClass`] and
/// [`JobFailure::NoSuchClass`] before anything is attacked; [`JobFailure::Cancelled`], or what the
/// network or the device reports.
pub async fn run<'s>(
    job: &'s Job,
    network: &'s dyn Network,
    device: &Device,
    picture: &Picture,
    request: &'s AttackRequest,
    emit: impl FnMut(AttackPart) + 's,
) -> Result<(), JobFailure> {
    let (spec, attack) = super::attack(&request.attack)
        .ok_or_else(|| JobFailure::NoSuchAttack(request.attack.clone()))?;
    let is_known = match request.goal {
        Goal::Away => spec.untargeted,
        _ => spec.targeted,
    };
    if !is_known {
        return Err(JobFailure::NoSuchGoal(spec.id.to_owned()));
    }
    let stops = !spec.minimal;
    let mut session = Session::open(job, network, device, picture, request, stops, emit).await?;
    let stopped = match attack.run(&mut session).await {
        Ok(()) => Ending::Steps,
        Err(Stop::Halt(ending)) => ending,
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    if request.shrink
        && request.eight_bit
        && let Err(Stop::Failed(failure)) = shrink(&mut session, picture).await
    {
        return Err(failure);
    }
    let Some(best) = session.best() else {
        return Err(JobFailure::NothingSeen);
    };
    let end = AttackEnd {
        ending: if best.step.reached {
            Ending::Reached
        } else {
            stopped
        },
        iterations: session.iterations,
        gradients: session.attack().gradients,
        looks: session.attack().looks,
        first_reached: session.first_reached,
        search_looks: session.search().looks,
        search_gradients: session.search().gradients,
        best: best.step,
        was_dead: session.was_dead,
    };
    let image = space::bytes(&best.judged).await?;
    session.emit(AttackPart::End(end, image));
    Ok(())
}
