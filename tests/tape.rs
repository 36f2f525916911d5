//! What a forward pass through burn's autodiff leaves behind, in bytes.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    unsafe_code,
    clippy::undocumented_unsafe_blocks,
    reason = "an allocator that counts, and passes everything on to the system's as it came"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use burn::tensor::{Device, Tensor};
use gradoscope::engine::network::{Loaded, Weights, squeezenet};

/// Counts the bytes in use.
struct Counting;

static IN_USE: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn in_use() -> usize {
    IN_USE.load(Ordering::Relaxed)
}

#[test]
fn a_forward_pass_that_is_never_pulled_back_leaves_nothing_behind() {
    let device = Device::flex();
    let table = squeezenet::TABLE_1_1;
    let tensors: BTreeMap<String, Loaded> = table
        .tensors(10)
        .into_iter()
        .map(|(name, shape)| {
            let values = vec![0.01; shape.iter().product()];
            (name, Loaded::Values { shape, values })
        })
        .collect();
    let network = table.load(&Weights::from_loaded(tensors), 10, &device);
    let network = network.expect("a network");
    let image = Tensor::<4>::ones([1, 3, 128, 128], &device);
    drop(network.forward_by_autodiff(image.clone()));
    let before = in_use();
    let trace = network.forward_by_autodiff(image.clone());
    let of_one = in_use() - before;
    drop(trace);
    for _ in 0..8 {
        drop(network.forward_by_autodiff(image.clone()));
    }
    let left = in_use().saturating_sub(before);
    println!("a pass takes {of_one} bytes, nine leave {left}");
    assert!(of_one > 1_000_000 && left < of_one / 4, "{of_one} {left}");
}
