use crate::app_model::attack::frames::{Frames, MOST_FRAMES};

fn frames(count: usize) -> Frames {
    let mut frames = Frames::default();
    for step in 0..count {
        frames.push(step, vec![0].into());
    }
    frames
}

fn steps(frames: &Frames) -> Vec<usize> {
    frames.iter().map(|frame| frame.step).collect()
}

#[test]
fn everything_is_kept_while_there_is_room() {
    assert_eq!(
        steps(&frames(MOST_FRAMES)),
        (0..MOST_FRAMES).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_kept_of_a_long_run_is_evenly_spread_from_the_first_to_the_newest() {
    for count in MOST_FRAMES + 1..MOST_FRAMES * 9 {
        let steps = steps(&frames(count));
        assert!(
            steps.len() <= MOST_FRAMES && steps.len() >= MOST_FRAMES / 2,
            "{count}: {}",
            steps.len()
        );
        assert_eq!((steps[0], steps[steps.len() - 1]), (0, count - 1));
        let gaps: Vec<usize> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let (last, others) = gaps.split_last().expect("several");
        assert!(
            others.iter().all(|gap| *gap == gaps[0]),
            "{count}: {gaps:?}"
        );
        assert!(*last <= gaps[0], "{count}: {gaps:?}");
    }
}

#[test]
fn thinning_is_told_so_that_a_position_can_follow() {
    let mut frames = frames(MOST_FRAMES);
    let shown = frames.get(100).map(|frame| frame.step);
    assert!(frames.push(MOST_FRAMES, vec![0].into()));
    assert_eq!(frames.get(100 / 2).map(|frame| frame.step), shown);
    assert!(!frames.push(MOST_FRAMES + 1, vec![0].into()));
}
