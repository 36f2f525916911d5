//! How a run went, in few enough numbers for a record; the table of its curves has them all.

use serde_json::{Map, Value};

use super::finding::value;

/// Steps at the most: a chart shows no more. The first and the last are among them.
const MOST: usize = 128;

/// A number of a step.
pub(super) type Number<S> = fn(&S) -> Option<f32>;

/// A list for each of `numbers`, by its name, beside the one of what is counted; empty where there are no steps.
pub(super) fn along<S>(
    steps: &[S],
    (counted, count): (&str, fn(&S) -> u32),
    numbers: &[(&str, Number<S>)],
) -> Value {
    let last = steps.len().saturating_sub(1);
    let few = steps.len().min(MOST);
    let kept = (0..few).map(|at| at * last / few.saturating_sub(1).max(1));
    let kept: Vec<&S> = kept.filter_map(|at| steps.get(at)).collect();
    let counts: Vec<u32> = kept.iter().map(|step| count(step)).collect();
    let mut lists = Map::new();
    lists.insert(counted.to_owned(), value(&counts));
    for (name, number) in numbers {
        let list: Vec<Option<f32>> = kept.iter().map(|step| number(step)).collect();
        lists.insert((*name).to_owned(), value(&list));
    }
    Value::Object(lists)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_step_are_kept_and_each_once() {
        let told = |count: u32| {
            let steps: Vec<u32> = (0..count).collect();
            let half: Number<u32> = |step| (step % 2 == 0).then_some(*step as f32 / 2.0);
            along(&steps, ("look", |step| *step), &[("half", half)])
        };
        let few = told(4);
        assert_eq!(few["look"], serde_json::json!([0, 1, 2, 3]));
        assert_eq!(few["half"], serde_json::json!([0.0, null, 1.0, null]));
        assert_eq!(told(1)["look"], serde_json::json!([0]));
        assert_eq!(told(0)["look"], serde_json::json!([]));
        let many = told(1001);
        let looks = many["look"].as_array().expect("a list");
        let numbers: Vec<u64> = looks.iter().filter_map(Value::as_u64).collect();
        assert_eq!(numbers.len(), MOST);
        assert_eq!((numbers[0], numbers[MOST - 1]), (0, 1000));
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
