use burn::tensor::Device;

use crate::engine::job::{Job, JobFailure};
use crate::engine::network::Network;
use crate::engine::space;
use crate::image::Picture;
use crate::protocol::{AttackEnd, AttackRequest, Ending, Goal, ShrinkRequest};

use super::session::Session;
use super::shrink::search;
use super::spend::spend;
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
    let (conduct, attack) = super::attack(&request.attack)
        .ok_or_else(|| JobFailure::NoSuchAttack(request.attack.clone()))?;
    let is_known = match request.goal {
        Goal::Away => conduct.untargeted,
        _ => conduct.targeted,
    };
    if !is_known {
        return Err(JobFailure::NoSuchGoal(conduct.id.to_owned()));
    }
    let stops = !conduct.minimal;
    let mut session = Session::open(job, network, device, picture, request, stops, emit).await?;
    let course = match request.spends {
        true => spend(&mut session, conduct.spending, attack).await,
        false => attack.run(&mut session).await,
    };
    let stopped = match course {
        Ok(()) => Ending::Steps,
        Err(Stop::Halt(ending)) => ending,
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    finish(session, stopped).await
}

/// Looks for a smaller change than that of the second picture of `pair`, which an attack made of the
/// first one: every image, then the end, through `emit`. Counts go on from those of the attack.
///
/// # Errors
/// As [`run`].
pub async fn shrink<'s>(
    job: &'s Job,
    network: &'s dyn Network,
    device: &Device,
    pair: [&Picture; 2],
    request: &'s ShrinkRequest,
    emit: impl FnMut(AttackPart) + 's,
) -> Result<(), JobFailure> {
    let ShrinkRequest { attack, end } = request;
    let mut session = Session::open(job, network, device, pair[0], attack, false, emit).await?;
    session.search_from(end);
    if let Err(Stop::Failed(failure)) = search(&mut session, pair).await {
        return Err(failure);
    }
    finish(session, end.ending).await
}

/// Tells of the end: the best image, and why nothing better came.
async fn finish(mut session: Session<'_>, stopped: Ending) -> Result<(), JobFailure> {
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
        tried: best.tried,
        search_looks: session.search().looks,
        search_gradients: session.search().gradients,
        best: best.step,
        was_dead: session.was_dead,
    };
    let image = space::bytes(&best.judged).await?;
    session.emit(AttackPart::End(end, image));
    Ok(())
}
