//! Images that do not depend on each other, looked at together.

use burn::tensor::Device;
use gradoscope::engine::help::Looked;
use gradoscope::engine::job::Job;
use gradoscope::engine::network::Network;
use gradoscope::engine::saliency::{Here, Question, method};
use gradoscope::protocol::MethodChoice;
use gradoscope::spec::{ClassId, ParamValues};

use super::random::noise;

/// Eight single images, a batch of three, one image, a batch of nine, which is more than is ever looked at together, and
/// one image.
pub const BATCHES: &[usize] = &[1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 9, 1];
/// Single images.
pub const SINGLE: &[usize] = &[1; 9];

/// What is found in batches of noise of `size`: scores, and maps by a method; and how much of it had been drawn when the first was taken.
pub async fn looked(
    network: &dyn Network,
    device: &Device,
    (batches, size): (&[usize], [usize; 2]),
    by: &str,
) -> (usize, Vec<Looked>) {
    let choice = MethodChoice {
        method: by.to_owned(),
        params: ParamValues::default(),
    };
    let by = (method(by).expect("a method"), choice);
    let question = Question::map(size, ClassId(1), by).and_scores();
    let (job, drawn) = (Job::unattended(), std::cell::Cell::new(0));
    let here = Here {
        job: &job,
        network,
        device,
    };
    let length = 3 * size[0] * size[1];
    let mut draw = |at: usize| {
        drawn.set(drawn.get() + 1);
        Some(noise(batches[at] * length, at as u32))
    };
    let (mut first, mut all) = (0, Vec::new());
    let mut take = |at: usize, looked| {
        if at == 0 {
            first = drawn.get();
        }
        assert_eq!(all.len(), at);
        all.push(looked);
        Ok(())
    };
    here.each(batches.len(), &question, &mut draw, &mut take)
        .await
        .expect("answers");
    for (looked, n) in all.iter().zip(batches) {
        let (_, map) = looked.map.as_ref().expect("a map");
        assert_eq!(map.len(), n * length);
        assert_eq!(looked.scores.len(), n * network.spec().classes);
    }
    (first, all)
}
