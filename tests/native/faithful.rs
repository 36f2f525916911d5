//! Curves of probabilities as pixels go and come: against JAX and SciPy.

use crate::common;

use burn::tensor::{Device, Tensor, TensorData};
use common::fixtures::Folder;
use common::toy::toy;
use common::{picture, squeezenet};
use gradoscope::engine::faithful::{FaithfulPart, run};
use gradoscope::engine::job::{Control, Job, JobFailure};
use gradoscope::engine::network::Network;
use gradoscope::engine::saliency::{grad_cam, gradient};
use gradoscope::filling::{Curve, Filled, gone};
use gradoscope::image::{Picture, image_norm_from_rgb};
use gradoscope::protocol::{FaithfulFigures, FaithfulRequest, Filling, MethodChoice};
use gradoscope::scores::softmax;
use gradoscope::spec::{ClassId, ParamValues};

const FIXTURES: Folder = Folder("measure");

fn choice(method: &str) -> MethodChoice {
    MethodChoice {
        method: method.to_owned(),
        params: ParamValues::default(),
    }
}

fn request(steps: u32, deletion: Filling, insertion: Filling) -> FaithfulRequest {
    FaithfulRequest {
        methods: vec![choice(gradient::ENTRY.id)],
        class: None,
        steps,
        deletion,
        insertion,
        neighbours: 0,
        bounds: None,
        seed: 5,
    }
}

/// The figures of every method, and what was told of the progress.
fn ask(
    network: &dyn Network,
    picture: &Picture,
    request: &FaithfulRequest,
) -> Result<(Vec<FaithfulFigures>, Vec<[u32; 2]>), JobFailure> {
    let (job, device) = (Job::unattended(), Device::flex());
    let (mut all, mut told) = (Vec::new(), Vec::new());
    let emit = |part| match part {
        FaithfulPart::Progress { done, total } => told.push([done, total]),
        FaithfulPart::Figures(figures, _) => all.push(figures),
    };
    pollster::block_on(run(&job, network, &device, picture, request, emit))?;
    Ok((all, told))
}

fn filling(name: &str) -> Filling {
    match name {
        "mean-colour" => Filling::MeanColour,
        "black" => Filling::Black,
        "out-of-focus" => Filling::OutOfFocus,
        "noise" => Filling::Noise,
        "imputed" => Filling::Imputed,
        other => panic!("{other}"),
    }
}

#[test]
fn the_pictures_that_the_page_makes_are_those_that_the_network_saw() {
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let picture = picture("chelsea");
    let asked = request(4, Filling::Imputed, Filling::OutOfFocus);
    let mut found = Vec::new();
    let emit = |part| {
        if let FaithfulPart::Figures(figures, order) = part {
            found.push((figures, order));
        }
    };
    let job = Job::unattended();
    pollster::block_on(run(&job, network.as_ref(), &device, &picture, &asked, emit)).expect("all");
    let [(figures, order)] = &found[..] else {
        panic!("{} answers", found.len());
    };
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert!(sorted.into_iter().eq(0..224 * 224), "every pixel once");
    // As the page does it: from the bytes of the picture and the order alone.
    let image = image_norm_from_rgb(&picture);
    for (curve, kind, values) in [
        (Curve::Deletion, asked.deletion, &figures.deletion),
        (Curve::Insertion, asked.insertion, &figures.insertion),
    ] {
        let filled = Filled::new(image.clone(), [224, 224], kind, asked.seed);
        for (step, expected) in values.iter().enumerate() {
            let mut refill = filled.without(gone(order, curve, step, 4));
            while !refill.advance() {}
            let data = TensorData::new(refill.image(), [1, 3, 224, 224]);
            let scores = network.forward(Tensor::from_data(data, &device));
            let scores = scores.scores().expect("scores").into_data();
            let scores = scores.try_to_vec::<f32>().expect("numbers");
            let p = softmax(&scores)[figures.class.index()];
            // Batches of one and of several may sum in another order.
            assert!(
                (p - expected).abs() < 1e-6,
                "{curve:?} {step}: {p} {expected}"
            );
        }
    }
}

#[test]
fn curves_are_those_of_the_reference() {
    let network = squeezenet(&Device::flex());
    let rows = FIXTURES.table("faithful.tsv");
    assert_eq!(rows.len(), 3);
    for row in rows {
        let steps: u32 = row[2].parse().expect("a number");
        let asked = request(steps, filling(&row[0]), filling(&row[1]));
        let (all, told) = ask(network.as_ref(), &picture("chelsea"), &asked).expect("figures");
        let [figures] = &all[..] else {
            panic!("{all:?}");
        };
        assert_eq!(figures.class, ClassId(285));
        for (found, expected) in [&figures.deletion, &figures.insertion]
            .into_iter()
            .zip(&row[3..5])
        {
            let expected: Vec<f32> = expected
                .split(' ')
                .map(|p| p.parse().expect("a number"))
                .collect();
            let off = common::largest_difference(found, &expected);
            println!("{} {}: {off:.1e}", row[0], row[1]);
            // Pixels whose sizes a rounding exchanges go at another time: of the reference in float32
            // the curves are up to 4.5e-4 off, and 6e-3 where pixels are imputed.
            let tolerance = if row[0] == "imputed" { 6e-3 } else { 1e-3 };
            assert!(off < tolerance, "{row:?}: {found:?}");
        }
        for (found, expected) in figures.areas.iter().zip(&row[5..7]) {
            let expected: f32 = expected.parse().expect("a number");
            assert!((found - expected).abs() < 2e-3, "{row:?}: {found}");
        }
        let is_road = row[0] == "imputed";
        assert_eq!(figures.kept_and_removed.is_some(), is_road, "{row:?}");
        let total = 2 * (steps + 1);
        assert_eq!(
            (told.first(), told.last()),
            (Some(&[0, total]), Some(&[total, total]))
        );
        assert!(told.is_sorted());
    }
}

#[test]
fn several_methods_come_one_after_the_other_with_their_figures() {
    let network = squeezenet(&Device::flex());
    let mut asked = request(28, Filling::MeanColour, Filling::OutOfFocus);
    asked.methods.push(choice(grad_cam::ENTRY.id));
    asked.neighbours = 3;
    asked.bounds = Some([0, 0, 112, 224]);
    let (all, _) = ask(network.as_ref(), &picture("chelsea"), &asked).expect("figures");
    let methods: Vec<u32> = all.iter().map(|figures| figures.method).collect();
    assert_eq!(methods, [0, 1]);
    for figures in &all {
        println!(
            "{:?} {:?} {:?}",
            figures.areas, figures.sensitivity, figures.inside
        );
        let inside = figures.inside.expect("a box");
        assert_eq!(inside.area, 0.5);
        assert!(inside.share.is_some_and(|share| share > 0.2 && share < 0.9));
        assert!(!figures.is_zero && figures.gini.is_some());
    }
    // Measured with other programs: of 224 steps 0.002 and 0.125, from which 28 differ by at most 0.008;
    // insertion rewards blobs.
    let [deletion, insertion] = all[0].areas;
    assert!((deletion - 0.002).abs() < 0.0085 && (insertion - 0.125).abs() < 0.008);
    assert!(all[1].areas[1] > 2.0 * insertion);
    // The gradient's Gini index and sensitivity, as they were found with other programs (0.483; 0.62 of ten).
    assert!((all[0].gini.expect("a figure") - 0.483).abs() < 1e-3);
    let sensitivity = all[0].sensitivity.expect("a figure");
    assert!((0.4..0.8).contains(&sensitivity), "{sensitivity}");
}

#[test]
fn what_is_out_of_range_is_refused_before_anything_is_computed() {
    let network = toy(&Device::flex());
    let picture = Picture::new(2, 2, vec![200; 12]).expect("a picture");
    let good = request(4, Filling::Imputed, Filling::Noise);
    let (all, _) = ask(&network, &picture, &good).expect("figures");
    assert_eq!((all[0].deletion.len(), all[0].insertion.len()), (5, 5));
    let whole = all[0].deletion[0];
    assert!(
        (whole - all[0].insertion[4]).abs() < 1e-6,
        "nothing gone is all there"
    );
    let refused = |request: FaithfulRequest| ask(&network, &picture, &request).err();
    let range = |failure| matches!(failure, Some(JobFailure::OutOfRange(_)));
    assert!(range(refused(FaithfulRequest {
        steps: 0,
        ..good.clone()
    })));
    assert!(range(refused(FaithfulRequest {
        steps: 1001,
        ..good.clone()
    })));
    assert!(range(refused(FaithfulRequest {
        neighbours: 201,
        ..good.clone()
    })));
    for bounds in [[0, 0, 3, 2], [1, 0, 1, 2], [0, 2, 2, 1]] {
        assert!(range(refused(FaithfulRequest {
            bounds: Some(bounds),
            ..good.clone()
        })));
    }
    let class = Some(ClassId(2));
    let failure = refused(FaithfulRequest {
        class,
        ..good.clone()
    });
    assert!(matches!(failure, Some(JobFailure::NoSuchClass { .. })));
    let methods = vec![choice("magic")];
    let failure = refused(FaithfulRequest {
        methods,
        ..good.clone()
    });
    assert!(matches!(failure, Some(JobFailure::NoSuchMethod(_))));
    let methods = Vec::new();
    let (none, _) = ask(&network, &picture, &FaithfulRequest { methods, ..good }).expect("nothing");
    assert_eq!(none, []);
}

#[test]
fn curves_that_are_cancelled_stop() {
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let control = Control::default();
    let job = Job::new(
        control.clone(),
        |_| Box::pin(std::future::ready(())),
        || true,
    );
    let mut last = 0;
    let emit = |part| {
        if let FaithfulPart::Progress { done, .. } = part {
            last = done;
            if done >= 8 {
                control.cancel();
            }
        }
    };
    let asked = request(28, Filling::Imputed, Filling::MeanColour);
    let picture = picture("odd_size");
    let asked = run(&job, network.as_ref(), &device, &picture, &asked, emit);
    assert_eq!(pollster::block_on(asked), Err(JobFailure::Cancelled));
    assert_eq!(last, 8);
}
